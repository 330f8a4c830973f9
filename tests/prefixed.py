"""A copy of a plant in which every id is another one. It is made from the places of ids in the files, never from a list
of ids.

The loader's own tables say where ids are given and used; what they don't hold is below. Words of the permit form
(`WORDS` of the walk) and of the file format stay, because they belong to no plant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from test_no_ids_in_code import WORDS

from config.checks.code import CODES
from config.references import MORE, REFERENCES
from rules.gates import MEASURED

PREFIX = "zz_"
FORM_WORDS = frozenset(WORDS)
# What a role's name may end with in the list of its certificates, and what begins with 「if_」.
ENDINGS = ("_contractor", "_in_ex_area")
IF = "if_"
# The house's own words among ids: the level of kinds without levels, rest in the cycle, a post of the day.
GATES = frozenset({*MEASURED, "gas", "window"})
HOUSE = frozenset({"none", "O", "default", *(word for words in MORE.values() for word in words)})
# Where the form's own roles may be.
ROLES = ("角色", "角色或岗位", "表单的问题")

KIND = "kinds/*"
LEVELS = (
    ("routing_rules", "downgrades/*/from/*"),
    ("routing_rules", "downgrades/*/to"),
    ("routing_rules", "routes/*/match/levels/*"),
    ("routing_rules", "copies/rules/*/levels/*"),
    ("routing_rules", "after_signing/*/*/levels/*"),
    ("routing_rules", "defaults/min_lead_min/~"),
    ("permit_templates", f"{KIND}/level_rules/*/level"),
    ("permit_templates", f"{KIND}/level_table/*/A"),
    ("permit_templates", f"{KIND}/level_table/*/B"),
    ("permit_templates", f"{KIND}/at_least/~"),
    ("permit_templates", f"{KIND}/gas_test/continuous_levels/*"),
    ("permit_templates", f"{KIND}/gas_test/retest_after_break_min/~"),
    ("permit_templates", f"{KIND}/video/levels/*"),
    ("permit_templates", f"{KIND}/attachments/*/levels/*"),
    ("permit_templates", f"{KIND}/start_gate_extra/*/levels/*"),
)
QUESTIONS = (
    ("routing_rules", "upgrades/rules/*/when_all/*/input"),
    ("routing_rules", "routes/*/stages/*/only_if/*/input"),
    ("routing_rules", "downgrades/*/needs/*"),
    ("permit_templates", f"{KIND}/level_inputs/*"),
    ("permit_templates", f"{KIND}/level_rules/*/all/*"),
    ("permit_templates", f"{KIND}/level_by"),
    ("permit_templates", f"{KIND}/gas_test/if_yes/*"),
    ("permit_templates", f"{KIND}/attachments/*/required"),
    ("permit_templates", f"{KIND}/attachments/*/above/~"),
    ("permit_templates", f"{KIND}/one_permit_per/*"),
    ("permit_templates", f"{KIND}/unique_active_by"),
    ("permit_templates", f"{KIND}/area_says/~"),
    *(("permit_templates", f"{KIND}/weather/{part}") for part in ("open_air", "wind", "fog")),
    ("permit_templates", f"{KIND}/from_above/height"),
    ("permit_templates", f"{KIND}/measures/*/reading/graded_by"),
    ("permit_templates", f"{KIND}/triggers/confined_space_rules_if/depth"),
    ("permit_templates", f"{KIND}/triggers/confined_space_rules_if/lines"),
    ("permit_templates", f"{KIND}/printed/facts/*/*"),
    ("permit_templates", "relations/conflicts/*/same"),
    ("permit_templates", "relations/conflicts/*/radius_from/*"),
)
FORMS = (
    ("permit_templates", "roles/~"),
    ("permit_templates", f"{KIND}/fields/*/id"),
    ("permit_templates", f"{KIND}/qualifications/~"),
)
GIVEN = (
    ("plant", "authorizations/*/id"),
    ("routing_rules", "gb_roles/~"),
    ("permit_templates", f"{KIND}/level_inputs/*"),
)
OTHERS = (
    ("demo", "training/newcomer/posts/*"),
    ("demo", "training/newcomer/moves_to/*"),
    ("plant", "shifts/offset/~"),
    ("plant", "shifts/cycle/*"),
    ("plant", "people/*/leave/*/cover"),
    ("routing_rules", "plant"),
    ("routing_rules", "downgrades/*/attachments/*"),
    ("permit_templates", f"{KIND}/gas_test/extra/*/limit"),
    ("permit_templates", "relations/conflicts/*/a"),
    ("permit_templates", "relations/conflicts/*/b"),
    ("drills", "drills/*/start"),
    ("drills", "drills/*/nodes/*/on_timeout/next"),
    ("drills", "drills/*/nodes/*/options/*/next"),
    ("drills", "drills/*/team/start"),
    ("drills", "drills/*/team/facts/*/knows"),
    ("drills", "drills/*/team/facts/*/needs/*"),
    ("drills", "drills/*/team/turns/*/leads"),
    ("drills", "drills/*/team/turns/*/late"),
    ("drills", "drills/*/team/turns/*/cards/*/post"),
    ("drills", "drills/*/team/turns/*/cards/*/options/*/tells/*"),
    ("drills", "drills/*/team/turns/*/cards/*/options/*/next"),
)


def prefixed(plant: Mapping[str, Any]) -> dict[str, Any]:
    """The files of a plant (as `config.loader.raw` gives them) with each id changed wherever it is."""
    data: dict[str, Any] = deepcopy(dict(plant))
    given = [*((file, pattern) for file, pattern, _ in CODES), *GIVEN]
    used = [(file, pattern) for file, pattern, _ in REFERENCES]
    roles = {*FORMS, *QUESTIONS, *((file, pattern) for file, pattern, what in REFERENCES if what in ROLES)}
    known = {word for file, pattern in given for word in _found(data.get(file), pattern)}
    for place in dict.fromkeys([*given, *used, *LEVELS, *QUESTIONS, *FORMS, *OTHERS]):
        file, pattern = place
        stays = (FORM_WORDS if place in roles else frozenset()) | (GATES if "gate" in pattern else HOUSE)
        if file in data:
            data[file] = _at(data[file], pattern.split("/"), partial(_other, known=known, stays=stays))
    data["permit_templates"] = _at(data["permit_templates"], ["kinds", "*", "code"], lambda code: code[::-1])
    data["demo"] = _demo(data["demo"], partial(_other, known=known, stays=FORM_WORDS | HOUSE))
    return data


def _other(word: str, known: set[str], stays: frozenset[str]) -> str:
    """The word's id in the copy; the word itself when it is no id, or belongs to the form or the house."""
    if word.startswith(IF) and word[len(IF) :] in known:
        return IF + _other(word[len(IF) :], known, stays)
    base = next((word.removesuffix(end) for end in ENDINGS if word.removesuffix(end) in known), word)
    return PREFIX + word if base in known and base not in stays else word


def _at(data: Any, steps: list[str], change: Callable[[str], str]) -> Any:
    """The data with the words changed at each place that fits the pattern (`*` items or values, `~` keys)."""
    if not steps:
        return change(data) if isinstance(data, str) else data
    step, rest = steps[0], steps[1:]
    if isinstance(data, list):
        return [_at(each, rest, change) for each in data] if step == "*" else data
    if not isinstance(data, dict):
        return data
    if step == "~":
        return {change(key): value for key, value in data.items()}
    return {key: _at(value, rest, change) if step in ("*", key) else value for key, value in data.items()}


def _found(data: Any, pattern: str) -> list[str]:
    found: list[str] = []
    _at(data, pattern.split("/"), lambda word: found.append(word) or word)
    return found


def _demo(data: Any, change: Callable[[str], str], ids: bool = False) -> Any:
    """The demo's forms and moves. ids: the keys are ids, as those of the answers and of the kinds' jobs are."""
    if isinstance(data, dict):
        return {
            change(key) if ids else key: _demo(each, change, key in ("inputs", "jobs")) for key, each in data.items()
        }
    if isinstance(data, list):
        return [_demo(each, change) for each in data]
    return change(data) if isinstance(data, str) else data
