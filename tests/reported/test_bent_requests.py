"""What comes to the public door in another shape than the page sends it is refused in words, never kept in part."""

from __future__ import annotations

import re
from typing import Any

import requests
from builders import site_code
from plant import Plant

from models.hazard import Hazard

BENT: tuple[dict[str, Any], ...] = (
    {"photos": "abc"},
    {"photos": "abc", "words": ["x"]},
    {"words": ["x"]},
    {"words": {"a": 1}},
    {"photos": [1]},
    {"photos": [""]},
    {"photos": ["abc"]},
    {"photos": {"0": "abc"}},
    {"photos": None},
)


def test_a_report_without_a_name_is_taken_whole_or_refused_in_words(plant: Plant) -> None:
    address = f"{plant.base}/a/{site_code(plant)}"
    found = re.search(r'data-ticket="([^"]+)"', requests.get(address, timeout=10).text)
    assert found
    before = Hazard.select().count()
    for changes in BENT:
        body = {"ticket": found[1], "words": "配电箱门坏了", "photos": [], "danger": False, **changes}
        answer = requests.post(address, json=body, timeout=10)
        assert (answer.status_code, answer.json()["ok"]) == (422, False), (changes, answer.text)
        assert "再发" in answer.json()["words"]
    assert Hazard.select().count() == before
