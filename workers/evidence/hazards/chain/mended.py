"""How a hazard was mended and looked at: photos compared, checks, draws, more time asked for."""

from __future__ import annotations

from workers.evidence.hazards.chain import shown
from workers.evidence.hazards.chain.course import Course

# What the trail has of a draw (`handlers.hazards.drawn.told`).
DRAWN = ("taken", "why", "round", "rate", "seed", "share")
# How `checking.give_back` begins what the entry says.
GIVEN_BACK = "照片对比："


def to_check(course: Course, data: shown.Data, line: shown.Data) -> None:
    """The finder mended it before he reported it."""
    when = course.values.get("received_at", ("", 0))[0]
    course.lists["mended"].append(
        {**course.fixed, "时间": when, "照片": course.fixed_photos, **shown.UNSEEN, "视频": []}
    )


def mending(course: Course, data: shown.Data, line: shown.Data) -> None:
    names = {"note": "做了什么", "cause": "原因", "permit": "作业票", "no_permit": "没用票的原因", "presence": "在哪"}
    said = {words: str(data.get(name, "")) for name, words in names.items()}
    clips = [shown.clip(each) for each in data.get("clips", ())]
    course.lists["mended"].append(
        {**shown.by(line), **said, "照片": shown.pictures(data), **shown.UNSEEN, "视频": clips}
    )
    for each in course.lists["extended"]:
        each["批的结果"] = each["批的结果"] or "dropped"


def compared(course: Course, data: shown.Data, line: shown.Data) -> None:
    if course.lists["mended"]:
        course.lists["mended"][-1] |= shown.seen(data)


def looked(course: Course, data: shown.Data, line: shown.Data) -> None:
    said = {"结果": bool(data.get("ok")), "说了什么": str(data.get("note", "")), "在哪": str(data.get("presence", ""))}
    said |= {"抽中的可能": data.get("rate", "")}
    course.lists["checked"].append({**shown.by(line), **said, **_level(data), "照片": shown.pictures(data)})
    if data.get("level") == "crew":
        # A new draw, of which the chain speaks where somebody is to look.
        course.forget("sampled")


def drawn(course: Course, data: shown.Data, line: shown.Data) -> None:
    told = data.get("sampled", data if line["kind"] == "hazard.sampled" else None)
    if told:
        course.says(sampled={name: told[name] for name in DRAWN if name in told})


def faked(course: Course, data: shown.Data, line: shown.Data) -> None:
    said = {"结果": False, "说了什么": str(data.get("reason", ""))}
    said |= {"抽中的可能": data["rate"]} if "rate" in data else {}
    course.lists["checked"].append({**shown.by(line), **said, **_level(data)})


def _level(data: shown.Data) -> shown.Item:
    round_ = {"第几次改": data["round"]} if "round" in data else {}
    return {"哪一级": data["level"], **round_} if data.get("level") else round_


def asked(course: Course, data: shown.Data, line: shown.Data) -> None:
    said = {
        "原因": data.get("reason", ""),
        "这段时间": data.get("interim", ""),
        "批的结果": "",
        "谁批的": "",
        "为什么不批": "",
    }
    until = {"延到几点": shown.moment(data["until_at"])} if data.get("until_at") else {"延到": data.get("until", "")}
    course.lists["extended"].append({**shown.by(line), **said, **until, "照片": shown.pictures(data)})


def decided(course: Course, data: shown.Data, line: shown.Data) -> None:
    if course.lists["extended"]:
        said = {"批的结果": str(data.get("decided", "")), "谁批的": str(line["actor"].get("person", ""))}
        said |= {"为什么不批": str(data["reason"])} if data.get("reason") else {}
        course.lists["extended"][-1] |= said
    if data.get("decided") == "granted":
        course.says(late=False, since=shown.at(line))
        course.until(data)


def reopened(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.says(late=False, closed_at="没有", since=shown.at(line))
    course.repeats(data, "round")
    if str(data.get("why", "")).startswith(GIVEN_BACK):
        course.says(given_back=int(str(course.values.get("given_back", (0,))[0])) + 1)
    course.until(data)
