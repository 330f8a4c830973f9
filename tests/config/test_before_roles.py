"""Rule versions from before a plant named its roles (0.1.0's demo plant of that day) are read as they were then."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

from plant import MORNING, anhe

from config.building import build
from handlers.plant import keep
from models import rulebook, store
from models.book import book, book_of

KEPT = Path(__file__).parent / "data" / "anhe_before_roles.json.gz"
DIGEST = "16391591b99bc808fcdfe00d1947b274a1221b72b99e9c9cde9b14a5d0302e03"


def before() -> dict[str, Any]:
    """What the store of that day holds as its rule version."""
    found: dict[str, Any] = json.loads(gzip.decompress(KEPT.read_bytes()))
    return found


def test_the_posts_that_stood_in_the_program_are_its_roles() -> None:
    roles = build(before()).plant.roles
    assert roles.area_rep == ("workshop_safety_officer", "shift_foreman", "workshop_director", "workshop_deputy")
    assert roles.safety_office == ("safety_manager", "safety_engineer", "safety_director")
    assert (roles.area_safety_officer, roles.shift_foreman) == (("workshop_safety_officer",), ("shift_foreman",))
    assert roles.contractor_leader == ("contractor_leader",) and roles.duty_stand_in == ()
    assert roles.on_permit["gas_analyst"] == ("gas_analyst",)


def test_the_kinds_that_stood_in_the_program_have_their_properties() -> None:
    templates = build(before()).templates
    kinds = templates.kinds
    assert [name for name, kind in kinds.items() if kind.reconfirm_measures] == ["height"]
    assert [name for name, kind in kinds.items() if kind.shift_check] == ["hot_work"]
    assert [name for name, kind in kinds.items() if kind.leads_as] == ["lifting"]
    assert kinds["hot_work"].area_says["on_pipe_rack"] == "pipe_rack"
    pit = kinds["excavation"].triggers
    assert pit is not None and pit.confined_space_rules_if.kind == "confined_space"
    assert (templates.gas.breathing, templates.gas.analyst) == ("confined_space", ("T-GAS",))
    assert templates.relations.same_spot == ("dike_id",)


def test_what_it_says_itself_stays() -> None:
    old = before()
    old["permit_templates"]["kinds"]["height"]["reconfirm_measures"] = False
    assert not build(old).templates.kinds["height"].reconfirm_measures


def test_a_plant_without_those_posts_and_kinds_gets_none_of_them() -> None:
    old = before()
    for name in ("height", "excavation"):
        del old["permit_templates"]["kinds"][name]
    del old["plant"]["posts"]["safety_engineer"]
    found = build(old)
    assert set(found.templates.kinds) == set(old["permit_templates"]["kinds"])
    assert found.plant.roles.safety_office == ("safety_manager", "safety_director")


def test_building_it_changes_nothing_that_is_stored(store_url: str) -> None:
    store.open_store(store_url)
    store.migrate()
    first = store.write(lambda: keep(before(), MORNING)).version
    assert book_of(first).plant.roles.shift_foreman == ("shift_foreman",)
    second = store.write(lambda: keep(anhe(), MORNING)).version
    assert book(MORNING).version == second != first
    kept = rulebook.RuleVersion.get_by_id(first)
    assert (kept.data, kept.digest) == (before(), DIGEST)


def test_building_it_leaves_what_was_handed_in_alone() -> None:
    old = before()
    handed = copy.deepcopy(old)
    build(handed)
    assert handed == old


def test_what_it_says_of_certificates_and_nothing_asks_for_any_more_is_read() -> None:
    old = before()["posts_matrix"]["cert_rules"]["state"]
    assert {"valid_months", "block_on_expiry"} <= {*old}
    assert build(before()).trades.cert_rules["state"].warn_days == tuple(old["warn_days"])
