"""Loading the plant's data: what has faults is refused with file, line and field, and the running rules stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from plant import MORNING
from stores import open_copy

from config.settings import ROOT
from handlers.plant import Faulty, load
from models.book import book

ANHE = ROOT / "config" / "plants" / "anhe"

# a fault of each sort that the issue of permits names: file, old text, new text, field, words
FAULTS = [
    (
        "overlapping levels",
        "permit_templates.yaml",
        "{over: 5, upto: 15",
        "{over: 4, upto: 15",
        "kinds.height.level_table[2]",
        "与上一档重叠",
    ),
    (
        "a route that can't match",
        "routing_rules.yaml",
        'levels: ["I"]',
        'levels: ["V"]',
        "routes[H-I].match.levels",
        "没有“V”这个级别",
    ),
    (
        "two routes of the same weight",
        "routing_rules.yaml",
        "levels: [second, third]}",
        "levels: [first, second, third]}",
        "routes[L-SECOND-THIRD].match",
        "一样具体",
    ),
    (
        "a chain that loops",
        "routing_rules.yaml",
        "chain: [{post: electrical_manager}]",
        "chain: [{post: power_dispatcher}]",
        "substitutions.power_dispatcher.chain[1]",
        "替补链里有它自己",
    ),
]


def the_plant() -> None:
    load(ANHE, MORNING)


@pytest.fixture
def loaded(store_url: str) -> int:
    """A store in which the demo plant's rules hold; gives their version."""
    open_copy(store_url, the_plant)
    return book(MORNING).version


@pytest.mark.parametrize(("file", "old", "new", "field", "words"), [c[1:] for c in FAULTS], ids=[c[0] for c in FAULTS])
def test_data_with_a_fault_is_refused_and_the_running_rules_stay(
    loaded: int, tmp_path: Path, file: str, old: str, new: str, field: str, words: str
) -> None:
    folder = shutil.copytree(ANHE, tmp_path / "anhe")
    text = (folder / file).read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        load(folder, MORNING)
    assert (file, line, field) in [(fault.file, fault.line, fault.field) for fault in caught.value.faults]
    assert any(words in fault.message for fault in caught.value.faults)
    assert book(MORNING).version == loaded


def test_data_without_faults_is_a_new_version_once(loaded: int) -> None:
    again = load(ANHE, MORNING)
    assert (again.version, again.new) == (loaded, False)
