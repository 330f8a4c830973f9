"""Three sign that somebody new may work alone; where it seems to be one hand, nothing stops, and somebody looks."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import requests
from builders import signature
from doors import doors
from onboarding_acts import barred, ready_to_sign, sign, signer, with_one_lesson
from plant import Log, Plant, running_plant
from pypdf import PdfReader
from training_acts import file_of
from worlds import Here

from models import ledger
from rules.training.levels import PARTS
from workers.evidence.export import export_matter
from workers.scenarios.phone import text_of


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    data = with_one_lesson("anhe")
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def signed(person: str) -> list[dict[str, Any]]:
    lines = (json.loads(entry.canonical) for entry in ledger.of_subject(file_of(person).subject))
    return [line["data"] for line in lines if line["kind"] == "training.signed"]


def alerts(person: str) -> list[dict[str, Any]]:
    lines = (json.loads(entry.canonical) for entry in ledger.of_subject(file_of(person).subject))
    return [line["data"] for line in lines if line["kind"] == "alert.raised"]


def page(plant: Plant, path: str) -> str:
    return requests.get(f"{plant.base}/console/{path}", timeout=10).text


def test_one_drawing_from_one_browser_is_marked_everywhere_and_blocks_nobody(plant: Plant, tmp_path: Path) -> None:
    person = ready_to_sign(plant)
    by = {part: signer(person, part).person for part in PARTS}
    names = {part: plant.person(each).name for part, each in by.items()}
    one = {"strokes": signature(plant, person)["strokes"], "device": "one browser"}
    assert sign(plant, person, "trainee", **one)["tone"] == "done" and alerts(person) == []
    assert sign(plant, person, "mentor", **one)["tone"] == "done"
    new = page(plant, "training/newcomers")
    assert f"请核对{names['mentor']}的签名：和{names['trainee']}的签名一笔不差" in new and "1 人的签名要核对" in new
    assert sign(plant, person, "leader", **one)["tone"] == "done"
    # He may work, and the seal says what was seen.
    assert barred(plant, person) == [] and file_of(person).alone == "signed"
    marked = {each["part"]: (each.get("check"), each.get("beside")) for each in signed(person)}
    assert marked["trainee"] == (None, None)
    assert marked["mentor"] == ("hand", by["trainee"]) and marked["leader"][0] == "hand"
    # Once, to somebody of the office.
    [alert] = alerts(person)
    [office] = alert["to"]
    assert office not in (by["trainee"], by["mentor"])
    card = plant.expect(office, f"请核对签名：{names['trainee']}上岗")
    assert f"{names['mentor']}给{names['trainee']}签上岗，和{names['trainee']}的签名一笔不差" in text_of(card)
    # He stays on the list until that one has looked; his file and its print keep it.
    assert "签全了，要核对" in page(plant, "training/newcomers")
    plant.phone(office).tap(card, "收到，我处理")
    plant.settle()
    assert "签全了，要核对" not in page(plant, "training/newcomers")
    shown = page(plant, f"matters/{file_of(person).number}")
    assert shown.count('<span class="badge tone-caution">请核对签名</span>') == 2
    export_matter(file_of(person).subject, tmp_path / "file.zip", plant.base, plant.now)
    with ZipFile(tmp_path / "file.zip") as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"training~{person}.pdf"))).pages
    text = "".join("".join(each.extract_text() for each in pages).split())
    assert f"请核对签名：和{names['trainee']}的签名一笔不差" in text


def test_one_phone_within_a_minute_is_told_and_later_or_on_other_phones_is_not(plant: Plant) -> None:
    person = ready_to_sign(plant)
    sign(plant, person, "trainee", device="shared")
    plant.advance(2)
    sign(plant, person, "mentor", device="shared")
    assert alerts(person) == []
    sign(plant, person, "leader", device="shared")
    assert [each.get("check") for each in signed(person)] == [None, None, "device"]
    [alert] = alerts(person)
    assert "用同一部手机，不到一分钟先后签" in "".join(alert["lines"])


def test_three_names_from_three_phones_are_only_signatures(plant: Plant) -> None:
    person = ready_to_sign(plant)
    for part in PARTS:
        sign(plant, person, part)
    assert alerts(person) == [] and all("check" not in each for each in signed(person))
