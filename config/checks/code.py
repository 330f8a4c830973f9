"""Codes that other data, stored rows, links and cards contain: plain identifiers, each different, none of the house's
own.

Works on the raw data: a table of where codes are given and how long each may be (as the store has room).
"""

import re
from collections.abc import Iterator, Mapping

from config.problem import Finding, Path
from config.references import Places
from rules.accounts import ACTORS, MOST_NUMBER, PLAIN
from rules.outside import QUESTION

TWO_LETTERS = re.compile(r"[A-Z]{2}")
LONG, KIND, LEVEL = MOST_NUMBER, 24, 16

CODES: tuple[tuple[str, str, int], ...] = (
    ("plant", "company/id", LONG),
    ("plant", "departments/*/id", LONG),
    ("plant", "areas/*/id", LONG),
    ("plant", "machines/*/id", LONG),
    ("plant", "posts/~", LONG),
    ("plant", "people/*/id", LONG),
    ("plant", "shifts/crews/*", LONG),
    ("plant", "shifts/hours/~", LONG),
    ("routing_rules", "upgrades/rules/*/id", LONG),
    ("routing_rules", "upgrades/extra_stages/~", LONG),
    ("routing_rules", "downgrades/*/id", LONG),
    ("routing_rules", "fragments/~", LONG),
    ("routing_rules", "fragments/*/id", LONG),
    ("routing_rules", "routes/*/id", LONG),
    ("routing_rules", "routes/*/stages/*/id", LONG),
    ("permit_templates", "roles/~", LONG),
    ("permit_templates", "qualifications/~", LONG),
    ("permit_templates", "gas/oxygen/~", LONG),
    ("permit_templates", "common_start_gate/*/id", LONG),
    ("permit_templates", "kinds/~", KIND),
    ("permit_templates", "kinds/*/levels/*/id", LEVEL),
    ("permit_templates", "kinds/*/fields/*/id", LONG),
    ("permit_templates", "kinds/*/start_gate_extra/*/id", LONG),
    ("permit_templates", "kinds/*/attachments/*/id", LONG),
    ("permit_templates", "kinds/*/measures/*/id", LONG),
    ("posts_matrix", "trades/*/id", LONG),
    ("posts_matrix", "cert_rules/~", LONG),
    ("posts_matrix", "levels/*/id", LONG),
    ("posts_matrix", "topics/*/id", LONG),
    ("courses", "courses/*/id", LONG),
    ("courses", "courses/*/lessons/*/id", LONG),
    ("courses", "courses/*/lessons/*/questions/*/id", LONG),
    ("drills", "drills/*/id", LONG),
    ("drills", "drills/*/nodes/*/id", LONG),
    ("drills", "drills/*/nodes/*/options/*/id", LONG),
    ("drills", "drills/*/endings/~", LONG),
    ("drills", "drills/*/team/posts/*/id", LONG),
    ("drills", "drills/*/team/facts/*/id", LONG),
    ("drills", "drills/*/team/turns/*/id", LONG),
    ("drills", "drills/*/team/turns/*/cards/*/options/*/id", LONG),
    ("hazard_categories", "categories/*/id", LONG),
    ("sensors", "sensors/*/id", LONG),
    ("sensors", "instruments/*/id", LONG),
    ("measures", "points/*/id", LONG),
    ("measures", "points/*/events/*/measures/*/id", LONG),
    ("measures", "campaigns/*/id", LONG),
)

# codes that mean something to the house, among those that the plant gives; `permit.KIND` is the menu key of a kind
HOUSE_KEYS = ("permit.again", "permit.waiting")
RESERVED: dict[tuple[str, str], frozenset[str]] = {
    ("plant", "posts/~"): frozenset({"duty_leader", "supervisor"}),
    ("plant", "people/*/id"): ACTORS,
    ("plant", "departments/*/id"): frozenset({"plant"}),
    ("plant", "shifts/crews/*"): frozenset({"day"}),
    ("plant", "shifts/hours/~"): frozenset({"O"}),
    ("permit_templates", "kinds/*/fields/*/id"): frozenset({QUESTION}),
    ("permit_templates", "kinds/~"): frozenset(key.removeprefix("permit.") for key in HOUSE_KEYS),
}


def check(raw: Mapping[str, object]) -> Iterator[Finding]:
    """Every code that is no plain identifier, looks like another code of its list, or belongs to the house."""
    places = Places(raw)
    for file, pattern, most in CODES:
        reserved = RESERVED.get((file, pattern), frozenset())
        seen: dict[tuple[Path, str], str] = {}
        for path, value in places.select(file, pattern):
            if isinstance(value, str):
                twin = seen.setdefault((_list_of(path), value.casefold()), value)
                message = _fault(value, most) or _taken(value, twin, reserved)
                yield from [Finding(file, path, message)] if message else []
    for path, value in places.select("permit_templates", "kinds/*/code"):
        if isinstance(value, str) and not TWO_LETTERS.fullmatch(value):
            yield Finding("permit_templates", path, f"票号里的“{value}”要是两个大写字母，如 DH：请改正")


def _list_of(path: Path) -> Path:
    """Where the code's neighbours are: for a list item's id its list, else whatever contains the key or value."""
    return path[:-2] if path[-1] == "id" else path[:-1]


def _fault(value: str, most: int) -> str:
    if not PLAIN.fullmatch(value):
        return f"编号“{value}”只能用字母、数字、- 和 _（首位是字母或数字）：请改正"
    return f"编号“{value}”太长，最多 {most} 个字：请改短" if len(value) > most else ""


def _taken(value: str, twin: str, reserved: frozenset[str]) -> str:
    if value in reserved or (reserved is ACTORS and value.casefold() in reserved):
        return f"“{value}”在系统里另有意思：请换一个编号"
    return f"编号“{value}”和“{twin}”只差大小写，容易认错：请改掉一个" if twin != value else ""
