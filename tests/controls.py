"""Which controls the pages have, and which of them a hand has pressed in some browser test.

Every browser of a test process reports (`controls.js`). At its end the process writes what it heard into the folder
that `tests/run_all.py` gives. There the whole run is judged: `left` names what nobody pressed.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext

SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
LOOKS = Path(__file__).with_name("looks.js").read_text("utf-8")
FOLDER = "ANHAO_TEST_CONTROLS"
THERE, PRESSED, FAULTY = "there", "pressed", "faulty"
# One form under several addresses.
SAME_PAGE = {
    **dict.fromkeys(("new", "again", "rework"), "request"),
    **dict.fromkeys(("later", "other"), "fix"),
    "machine": "report",
}
# Not `/console/matters/*`: it leads to the own page of a permit or a hazard.
CONSOLE = {
    *("/console/", "/console/permits/*", "/console/figures", "/console/house", "/console/patrols"),
    *("/console/signin", "/console/password", "/console/exports", "/console/papers", "/console/papers/*"),
    "/console/permits/*/accident",
    *("/console/hazards", "/console/hazards/*"),
    "/console/site-codes",
    *("/console/hazard-figures", "/console/hazard-peaks", "/console/points"),
    "/console/sensors",
    "/console/drills",
    *("/console/training", "/console/training/coverage", "/console/training/file/*"),
    "/console/training/newcomers",
    "/console/staff",
    *("/console/training/lessons", "/console/training/lessons/*/film"),
    *("/console/training/known", "/console/training/questions", "/console/training/cards"),
    *("/console/training/attended", "/console/training/attended/*", "/console/training/let-in"),
    *("/console/training/topics", "/console/training/refresh"),
}
# Control → why no test presses it.
EXCUSED: Mapping[str, str] = {
    "/console/ · button 筛选": "for a browser without scripts; with them it is hidden and choosing is enough",
}
# Page with a field → why nothing that is given there can be wrong.
NEVER_WRONG: Mapping[str, str] = {
    "/console/hazard-figures": "a day or a place that makes no sense counts as not given",
    "/console/training/coverage": "what the plant's data do not know counts as not given",
    "/console/training/lessons": "a course that nobody knows counts as not given",
    "/console/training/questions": "there is nothing to type",
    "/console/training/topics": "a post that the plant has not got counts as not given",
    "scene": "more time is ticked or not",
    "mine": "any words may be looked for; the list says that nothing was found",
}

_heard: set[tuple[str, str]] = set()


def listen(context: BrowserContext) -> None:
    """Makes the pages of this context report their controls, and look at themselves."""
    context.expose_binding("tellControls", lambda source, lines: hear(lines))
    context.add_init_script(SCRIPT)
    context.add_init_script(LOOKS)


def hear(lines: Iterable[Sequence[str]]) -> None:
    """lines: of each control `THERE`, `PRESSED` or `FAULTY` (its field says what is wrong), its page's address and its
    name."""
    _heard.update((what, f"{page_of(path)} · {plain(name)}") for what, path, name in lines)


def page_of(path: str) -> str:
    """`/h5/wecom/sign/12?r=1` as `sign`; a page without a login or of the console by its address."""
    if found := re.match(r"/h5/(?:wecom|dingtalk)/([a-z]+)/[^/]", path):
        return SAME_PAGE.get(found[1], found[1])
    if path == "/h5/offline":
        # The same form, as the phone has kept it.
        return "report"
    return "message" if path.startswith("/h5/") else plain(path)


def plain(text: str) -> str:
    """An address without the number, name or hash of a thing: `/console/permits/DH-20261125-0001` as
    `/console/permits/*`."""
    text = re.sub(r"/h5/(?:wecom|dingtalk)/([a-z]+)/[^ ?]+", r"\1/*", text)
    # A form of the file that is refused comes back under the address that it was sent to.
    text = re.sub(r"(/file/[^/ ?]+)/scan\b", r"\1", text)
    return re.sub(
        r"/(permits|matters|hazards|lessons|attended|pictures|papers|exports|shown|file|p|s)/[^/ ?]+", r"/\1/*", text
    )


def write() -> None:
    """Writes what this process heard to where the run gathers it."""
    if (folder := os.environ.get(FOLDER)) and _heard:
        (Path(folder) / f"{os.getpid()}.json").write_text(json.dumps(sorted(_heard), ensure_ascii=False), "utf-8")


def gathered(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """The controls that were there, those that were pressed, and those whose field said what was wrong."""
    heard = {(what, name) for file in folder.glob("*.json") for what, name in json.loads(file.read_text("utf-8"))}
    pressed, faulty = ({name for each, name in heard if each == what} for what in (PRESSED, FAULTY))
    there = {name for what, name in heard if what == THERE} | pressed
    return once(there), once(pressed), once(faulty)


def silent(there: set[str], faulty: set[str]) -> list[str]:
    """Pages that ask for something, of which no test has seen what they say at a field when it is wrong."""
    asking = {page for page, control in pairs(there) if control.startswith(("field ", "question ")) or control == "pad"}
    return sorted(asking - {page for page, _ in pairs(faulty)} - set(NEVER_WRONG))


def pairs(controls: set[str]) -> Iterator[tuple[str, str]]:
    """Page and name of each."""
    for each in controls:
        page, _, control = each.partition(" · ")
        yield page, control


def once(controls: set[str]) -> set[str]:
    """The console's rail is the same on each of its pages."""
    return {re.sub(r"^.* · rail ", "console · ", each) for each in controls}


def unopened(there: set[str]) -> Iterator[str]:
    """Pages that no browser test opened."""
    from web.h5.pages import PAGES  # not at the top: before the tests' own PostgreSQL it would shut out the driver

    opened = {each.split(" · ")[0] for each in there}
    yield from sorted(({SAME_PAGE.get(each, each) for each in PAGES} | {"/p/*", "/s/*"} | CONSOLE) - opened)


def left(there: set[str], pressed: set[str]) -> list[str]:
    """The controls that nobody pressed and nothing excuses."""
    return sorted(there - pressed - set(EXCUSED))


def needless(there: set[str], pressed: set[str]) -> list[str]:
    """Excuses that are no longer needed."""
    return sorted(set(EXCUSED) - (there - pressed))


def main() -> int:
    """Names what the run left out, from the folder into which it wrote."""
    there, pressed, faulty = gathered(Path(os.environ[FOLDER]))
    print(f"  网页上 {len(there)} 个控件，有人用手按过 {len(there & pressed)} 个")
    for each in needless(there, pressed):
        print(f"  {each}：不用再列为例外")
    mute = silent(there, faulty)
    faults = [*(f"{each}，整页" for each in unopened(there)), *left(there, pressed)]
    for each in faults:
        print(f"  没有人按过：{each}")
    for page in mute:
        print(f"  填错了没有人看过它说什么：{page}")
    return 1 if faults or mute else 0


if __name__ == "__main__":
    sys.exit(main())
