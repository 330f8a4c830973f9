"""Whoever still has something open stays in the plant's data until others have taken it over; so does whatever an open
permit or hazard needs, until it is over, and a sensor in alarm."""

from collections.abc import Iterator, Mapping

from config.checks.version import company
from config.problem import Finding, child

# What open matters in the store need: part of the data → id → name.
Needed = Mapping[str, Mapping[str, str]]
NOTHING: Needed = {}
OVER = "请先把票办完、撤回或等它过期"
PARTS: Mapping[str, tuple[str, str]] = {
    "people": ("plant", "还有没办完的事：请先给他写 leave，让别人接手，等他的事都办完了再删"),
    "areas": (
        "plant",
        f"还有没办完的票或没销号的隐患：{OVER}，隐患改完销号，再删这个区域；要改名、改界，只改这一行，编号不动",
    ),
    "posts": (
        "plant",
        f"还有没办完的票或没销号的隐患要找这个岗位：{OVER}，隐患改完销号，再删或改编号；"
        "不想再用它，先只改规则，岗位和人留着",
    ),
    "categories": (
        "hazard_categories",
        "还有没销号的隐患归这一类：请先改完销号，再删这一类或改编号；只改名称，编号不动",
    ),
    "sensors": ("sensors", "还在报警，或者它报的隐患没销号：请等它恢复正常、隐患改完销号，再删这个传感器或改编号"),
    "kinds": ("permit_templates", f"还有没办完的票：{OVER}，再删这一类或改编号；只改名称，编号不动"),
    "qualifications": ("permit_templates", f"没办完的票还要看这种证：{OVER}，再删或改代码；只改名称，代码不动"),
}
"""Where each part is, and what to do when something of it is gone that is needed."""


def check(contents: Mapping[str, object], held: Mapping[str, object], needed: Needed) -> Iterator[Finding]:
    """Who and what is needed and is not in these data. Another plant's people and places mean nothing."""
    if company(contents) == company(held):
        yield from left(contents, needed)


def left(contents: Mapping[str, object], needed: Needed) -> Iterator[Finding]:
    """Each that is needed and is not in these data, at the part that it is missing from."""
    for part, names in needed.items():
        file, words = PARTS[part]
        # Without its file, nothing of a part is there, and the fault stands with the plant's own.
        there = child(contents[file], part) if file in contents else []
        if isinstance(there, list | dict):
            here = there if isinstance(there, dict) else [child(each, "id") for each in there]
            gone = (each for each in sorted(names) if each not in here)
            yield from (
                Finding(file if file in contents else "plant", (part,), f"{_called(names[each], each)}{words}")
                for each in gone
            )


def _called(name: str, each: str) -> str:
    """名称（编号）; the id alone for what has no other name."""
    return name if name == each else f"{name}（{each}）"
