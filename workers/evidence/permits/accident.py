"""What an investigator asks after an accident, answered point by point from the permit's record: as a page of its own
in the package, and as the same points in the console.

Static, without scripts. It arranges what is sealed and judges nothing: it never says that a rule was met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from handlers.permits.gates.measures import called
from models import gas, hold
from models.book import Book, book_of
from models.chain import Broken, unbroken
from models.gaps import KEEP
from models.gas import GasTest
from models.permit import Permit
from models.seals import Sealed
from rules import pictured
from workers.evidence.anchored import anchor_words
from workers.evidence.compared import page
from workers.evidence.package import binaries
from workers.evidence.page import template
from workers.evidence.people import People, names_of, people_of, titled
from workers.evidence.permits.chain.told import told
from workers.evidence.permits.record import PermitRecord, read, with_names
from workers.evidence.trail import PLATFORMS, TrailLine, trail

HERE = Path(__file__).parent
KNOWING = ("card.", "alert.", "ask.", "person.")
PICTURES = ("image/", "video/")
SOURCES = {"phone": "手机填写", "sensor": "传感器"}


@dataclass(frozen=True)
class Known:
    """Who learned what: by a card, by an alert, or by acting on what was shown (its text is in the package)."""

    at: datetime
    who: str
    what: str
    detail: str
    way: str
    shown: str


@dataclass(frozen=True)
class Skill:
    """A certificate of one person, as of the day of the work."""

    person: str
    role: str
    certificate: str
    until: str
    valid: bool


@dataclass(frozen=True)
class Picture:
    """taken: how, when and where, by its own account and the phone's; fault: why it can't be looked at, or empty."""

    at: datetime
    who: str
    what: str
    taken: str
    sha256: str
    fault: str


@dataclass(frozen=True)
class Way:
    """Where the page's reader finds what it names; `{}` stands for a hash. Without `picture`, a picture is shown by its
    file name."""

    shown: str
    picture: str
    files: str
    handing_over: str


CONSOLE = Way(
    shown="/console/shown/{}",
    picture="/console/pictures/{}",
    files="文件（哈希）",
    handing_over="移交的是证据包：在「导出」里要一份。包里有只读副本、每个文件的哈希和不联网的核验程序。",
)


def accident_page(record: PermitRecord, chain: list[Sealed], people: People, root: str = "../") -> bytes:
    """The page as UTF-8. root: the path from the page to the package's folder."""
    in_package = Way(
        shown=root + "shown/{}.txt",
        picture="",
        files="文件（attachments，以哈希为名）",
        handing_over="整包就是原件的只读副本：manifest.json 列出每个文件的哈希，verify.py 不联网即可核验。",
    )
    points = _points(record, chain, people, in_package)
    return template(HERE / "accident.html").render(record=record, points=points).encode()


def plain_page(number: str) -> bytes:
    """In place of a page that could not be made."""
    words = Markup('<!doctype html><meta charset="utf-8"><title>{0}</title><h1>{0}</h1><p>{1}</p>')
    return words.format(number, "这张票的六问没能整理出来，这一页代替它。全部记录在同一个包的 entries 里。").encode()


def console_points(permit: Permit, now: datetime) -> str:
    """The six points as HTML for the console, from what is sealed so far; empty while nothing is sealed. A broken chain
    is not arranged: the sentence names the entry."""
    try:
        chain = unbroken(permit.subject)
    except Broken as broken:
        return Markup('<section class="card"><p class="stop">{}。{}</p></section>').format(broken, KEEP)
    if not chain:
        return ""
    people = people_of(int(permit.rules), now)
    return _points(read(permit, people), chain, people, CONSOLE)


def differences(permit: Permit, now: datetime) -> str:
    """What a permit's page says first, on the phone and in the console, as HTML: every row that says otherwise than the
    chain, because that page shows rows, and what no entry holds; empty where they agree. A broken chain is named."""
    try:
        chain = unbroken(permit.subject)
    except Broken as broken:
        return Markup('<section class="card"><p class="stop">{}。{}</p></section>').format(broken, KEEP)
    return differing(permit, chain, now)


def differing(permit: Permit, chain: Sequence[Sealed], now: datetime) -> str:
    """The same from its sealed entries."""
    if not chain:
        return ""
    by_chain = with_names(told(permit, chain), people_of(int(permit.rules), now))
    return page(by_chain, "本票")


def _points(record: PermitRecord, chain: list[Sealed], people: People, way: Way) -> Markup:
    permit = record.told.permit
    lines = trail(chain, people, called(permit, numbered=True))
    made = template(HERE / "accident_points.html").render(
        record=record,
        told=record.told,
        way=way,
        rules=book_of(int(permit.rules)).name,
        known=list(_known(chain, lines, people)),
        late=[(entry.line, line) for entry, line in zip(chain, lines, strict=True) if "late" in entry.line],
        first=lines[0],
        last=lines[-1],
        skills=list(_skills(permit, people)),
        briefed=[line for entry, line in zip(chain, lines, strict=True) if entry.kind.startswith("permit.brief")],
        tests=[_test(test, people) for test in record.told.tests],
        pictures=list(_pictures(chain, lines, record.told.unfit)),
        unchecked=pictured.UNCHECKED.rstrip("。"),
        seal=chain[-1].seal,
        anchor=anchor_words(chain[-1].seal),
        hold=hold.of_subject(permit.subject),
    )
    return Markup(made)  # noqa: S704 - made by our own template, which escapes every value


def _known(chain: list[Sealed], lines: tuple[TrailLine, ...], people: People) -> Iterator[Known]:
    for entry, line in zip(chain, lines, strict=True):
        data, actor = entry.line["data"], entry.line["actor"]
        if not entry.kind.startswith(KNOWING) and "person" not in actor:
            continue
        told = data.get("to") or data.get("person")
        who = names_of(people, told) if told and "person" not in actor else line.who
        platform = str(actor.get("platform") or data.get("platform") or "")
        shown = str(entry.line.get("shown", ""))
        yield Known(line.at, who, line.what, line.detail, PLATFORMS.get(platform, ""), shown)


def _skills(permit: Permit, people: People) -> Iterator[Skill]:
    """Every certificate of everybody whom the form names, by the rules of that day."""
    rules = book_of(int(permit.rules))
    plant, day = rules.plant, rules.plant.day(permit.starts_at)
    for role, person in _roles(permit):
        if not plant.knows(person):
            continue
        certs = plant.person(person).certs
        for code, until in sorted(certs.items()):
            yield Skill(titled(people, person), role, _called(rules, code), f"{until:%Y-%m-%d}", day <= until)
        if not certs:
            yield Skill(titled(people, person), role, "没有登记证书", "", False)


def _called(rules: Book, code: str) -> str:
    known = rules.config.templates.qualifications.get(code)
    return known.name if known else code


def _roles(permit: Permit) -> Iterator[tuple[str, str]]:
    """(what he is on this permit, person) for each name in the form."""
    names: dict[str, str] = permit.template.get("roles", {})
    for field, person in sorted(permit.form.texts(), key=lambda each: each[0]):
        role = names.get(field) or names.get(field.removesuffix("s"))
        if role:
            yield str(role), person


def _test(test: GasTest, people: People) -> dict[str, Any]:
    analyst = titled(people, test.analyst) if test.analyst else "测气仪自动"
    return {
        "sampled": test.sampled_at,
        "recorded": test.recorded_at,
        "analyst": " · ".join(filter(None, [analyst, test.presence])),
        "point": " · ".join(filter(None, [test.point, test.method])),
        "readings": gas.readings(test),
        "instrument": gas.instrument(test),
        "verdict": "合格" if test.ok else "不合格",
        "words": f"{test.words}。没有停：{test.excused}" if test.excused else test.words,
        "source": SOURCES.get(test.source, test.source),
    }


def _pictures(chain: list[Sealed], lines: tuple[TrailLine, ...], unfit: Mapping[str, str]) -> Iterator[Picture]:
    for entry, line in zip(chain, lines, strict=True):
        for binary in binaries(entry.line["data"]):
            if str(binary.get("type", "")).startswith(PICTURES):
                digest = str(binary["sha256"])
                fault = f"图片{unfit[digest]}" if digest in unfit else ""
                yield Picture(line.at, line.who, line.what, pictured.words(binary), digest, fault)
