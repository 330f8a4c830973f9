"""What a major hazard or danger brings: stop, plan, who was told to leave, reports to others."""

from __future__ import annotations

from datetime import datetime

from handlers.hazards.stopping import TOLD_AGAIN
from workers.evidence.hazards.chain import shown
from workers.evidence.hazards.chain.course import FIVE, Course, Tell


def stop(course: Course, data: shown.Data, line: shown.Data) -> None:
    words = "停用" if line["kind"] == "hazard.stopped" else f"不停用：{data.get('reason', '')}"
    course.says(
        stopped=f"{shown.said(line)} {words}", stopped_to=list(data.get("to", ())), stopped_area=data.get("area", "")
    )


def planned(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.repeats(data, *FIVE)
    course.says(approved={}, returned="", plan_by=shown.said(line))
    course.lists["milestones"] = [
        {"内容": each, "做完": "", "谁做完的": "", "说了什么": ""} for each in data.get("milestones", ())
    ]


def to_plan(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.says(**dict.fromkeys((*FIVE, "returned"), ""), approved={}, plan_by="", wanted=True, since=shown.at(line))
    course.lists["milestones"] = []


def approval(course: Course, data: shown.Data, line: shown.Data) -> None:
    before = course.values.get("approved", ({}, 0))[0]
    who = shown.said(line)
    known = dict(before) if isinstance(before, dict) else {}
    course.says(approved=known | {str(item): who for item in data.get("items", ())})


def returned(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.says(approved={}, returned=data.get("reason", ""))


def may_begin(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.says(late=False, since=shown.at(line))
    course.until(data)
    course.forget("due_at")
    if data.get("until_at"):
        course.says(due_at=shown.moment(data["until_at"]))


def milestone(course: Course, data: shown.Data, line: shown.Data) -> None:
    place, steps = int(data.get("place", -1)), course.lists["milestones"]
    if 0 <= place < len(steps):
        steps[place] |= {
            "做完": shown.at(line),
            "谁做完的": shown.by(line)["人"],
            "说了什么": str(data.get("note", "")),
        }


def told_to_leave(course: Course, data: shown.Data, line: shown.Data) -> None:
    """As `stopping.leave` keeps it: within a short time it is one order."""
    at, before = datetime.fromisoformat(line["at"]), course.left_at
    course.left_at = before if before and at - before < TOLD_AGAIN else at
    if course.left_at == at:
        course.untold = []
    course.left = list(dict.fromkeys([*course.left, *data.get("to", ())]))
    course.says(left=(shown.second(course.left_at), course.left))


def may_return(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.left_at, course.left, course.untold = None, [], []
    course.says(left=())


def untold(course: Course, data: shown.Data, line: shown.Data) -> None:
    course.untold = [*course.untold, *data.get("people", ())]


def told_to(name: str) -> Tell:
    def told(course: Course, data: shown.Data, line: shown.Data) -> None:
        said = {"报给谁": data.get("whom", ""), "哪天": data.get("on", ""), "督办号": data.get("listed", "")}
        course.lists[name] = [{**shown.by(line), **said, "照片": shown.pictures(data)}]

    return told
