"""How a hazard was reported: the report itself, what was added to it, whom it went to and how bad it is."""

from __future__ import annotations

from models.hazard_photo import Photo
from rules.hazards.life import TO_MEND
from workers.evidence.hazards.chain import shown
from workers.evidence.hazards.chain.course import FIVE, Course, Tell

# What the report's entry and the row call alike.
FOUND = (
    *("number", "position", "category", "area", "spot", "area_by", "way", "danger"),
    *("proposed", "proposed_why", "origin", "follower", "grade"),
)
MENDED_BY_NOW = frozenset(shown.WORDS[each] for each in TO_MEND)


def reported(course: Course, data: shown.Data, line: shown.Data) -> None:
    finder = str(line["actor"].get("person") or data.get("finder", ""))
    course.says(
        words=data.get("words", ""), finder=finder, received_at=shown.at(line), round=1, late=False, closed_at="没有"
    )
    sensor = data.get("way") == "sensor"
    course.says(
        photos=shown.pictures(data),
        reason="",
        into="",
        fixed="",
        stopped="",
        stopped_to=[],
        stopped_area="",
        **({"position": {}, "proposed": "", "proposed_why": "", "origin": {}} if sensor else {"grade": "general"}),
    )
    draft, anonymous = data.get("draft", ""), data.get("way") == "anonymous"
    course.says(
        awaited=sorted(data.get("awaited", ())),
        given_up=[],
        clock=data.get("clock", {}),
        draft=draft,
        sensor=data.get("sensor", ""),
        claimed=anonymous,
        fixed_where="",
        fixed_awaited=[],
        alarm="",
        well="",
        marked={},
        marked_by="",
    )
    if "mark" in data or not draft:
        course.says(mark=data.get("mark", {}))
    if "claim" in data:
        course.says(claim=data["claim"])
    if "hinted" in data or sensor:
        course.says(hinted=data.get("hinted", False))
    course.says(since="没有", disputed=False, given_back=0, corrected=False, wanted=False, left=(), sampled={})
    course.says(**dict.fromkeys(FIVE, ""), approved={}, returned="", plan_by="")
    course.says(found_at=shown.moment(data["found_at"]) if data.get("found_at") else shown.at(line))
    course.repeats(data, *FOUND)
    course.says(machine=data.get("machine", ""), repeats="", alarm="", owner="", supervisor="")
    course.says(assigned_at="没有", accepted_at="没有", due_at="没有", until="没有")
    if finder and not sensor:
        course.says(follower=finder)
    marked(course, data, line)


def assigned(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.says(owner=data.get("to", ""))
    course.repeats(data, "supervisor", "category", "grade", "area")
    if course.values.get("assigned_at", ("没有", 0))[0] == "没有":
        course.says(assigned_at=shown.at(line))
    course.forget("due_at")
    if data.get("due_at"):
        course.says(due_at=shown.moment(data["due_at"]))
    course.until(data)


def put_in_order(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.repeats(data, "category", "area", "grade")
    if data.get("grade") == "major":
        _grade(course, data, line, "major")


def corrected(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.repeats(data, "category", "area")
    course.says(corrected=True)


def _grade(course: Course, data: shown.Data, line: shown.Data, to: str) -> None:
    course.says(wanted=False)
    course.lists["graded"].append({**shown.by(line), "级别": to, "依据": str(data.get("basis", ""))})


def made(to: str) -> Tell:
    def made(course: Course, data: shown.Data, line: shown.Data) -> None:
        course.says(grade=to, late=False)
        course.forget("due_at")
        if data.get("due_at"):
            course.says(due_at=shown.moment(data["due_at"]))
        course.until(data)
        if to == "major":
            course.says(since=shown.at(line))
        _grade(course, data, line, to)

    return made


def worse(course: Course, data: shown.Data, line: shown.Data) -> None:
    before, state = (course.values.get(name, ("",))[0] for name in ("grade", "state"))
    course.repeats(data, "words", "grade", "late", "danger")
    if data.get("grade") == "major" != before and state in MENDED_BY_NOW:
        course.says(since=shown.at(line))


def second_alarm(course: Course, data: shown.Data, line: shown.Data) -> None:
    """Older chains did not say how words, grade and deadline changed with it."""
    if "follower" not in course.values:
        course.forget("words", "grade", "danger", "late", "due_at", "until", "until_words")


def photo_came(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.says(photos=[*course.listed("photos"), *shown.pictures(data)])
    came = {Photo.read(each).came_as for name in ("photos", "after") for each in data.get(name) or ()}
    for name in ("awaited", "given_up", *(["fixed_awaited"] if "fixed_awaited" in course.values else [])):
        course.says(**{name: [each for each in course.listed(name) if each not in came]})
    after = shown.pictures({"photos": data.get("after")})
    mended = course.lists["mended"]
    if after and mended and mended[0].get("照片") == course.fixed_photos:
        mended[0]["照片"] = [*course.fixed_photos, *after]
    course.fixed_photos = [*course.fixed_photos, *after]
    if after:
        course.says(fixed_photos=course.fixed_photos)
    marked(course, data)
    if data.get("marked"):
        finder, received = (course.values.get(name, ("",))[0] for name in ("finder", "received_at"))
        course.says(marked_by=f"{finder} {received}")


def gone(course: Course, data: shown.Data, line: shown.Data) -> None:
    lost = list(data.get("lost", ()))
    awaited, given_up = course.listed("awaited"), course.listed("given_up")
    course.says(awaited=[each for each in awaited if each not in lost], given_up=sorted([*given_up, *lost]))


def fixed(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.says(fixed=data.get("note", ""), fixed_photos=shown.pictures(data))
    course.fixed = {**shown.by(line), "做了什么": data.get("note", ""), "在哪": data.get("presence", "")}
    course.says(fixed_where=data.get("presence", ""))
    course.forget("fixed_awaited")
    if "awaited" in data:
        course.says(fixed_awaited=sorted(data["awaited"]))
    course.fixed_photos = shown.pictures(data)


def marked(course: Course, data: shown.Data, line: shown.Data | None = None) -> None:
    if data.get("marked"):
        course.says(marked=dict(data["marked"]), **({"marked_by": shown.said(line)} if line else {}))
