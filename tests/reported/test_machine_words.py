"""The program's own words on paper (silent, box_changed), a picture's origin in the words of the button that takes one,
and the machine's grounds beside what a person decided."""

from __future__ import annotations

import re

import pytest
from hazard_acts import FINDER, report
from hazard_photos import REGION, mend, reported
from major_acts import everybody_expects, hinted, sorted_as_major
from plant import Plant

from config.root import ROOT
from handlers import flows
from models.book import book
from models.hazard import Hazard
from models.seals import written
from rules import pictured
from web.console.hazards.hazard_page import grounds
from workers.comparing import compare
from workers.evidence.people import people_of
from workers.evidence.trail import trail

OWN = re.compile(r"[a-z]+_[a-z_]+|silent|timeout|unreachable|on_leave")


def on_paper(plant: Plant, hazard: Hazard) -> list[str]:
    lines = trail(written(hazard.subject), people_of(int(hazard.rules), plant.now))
    return [f"{line.what} {line.detail}" for line in lines]


def test_who_was_silent_is_no_word_of_the_program(plant: Plant) -> None:
    hazard = hinted(plant)
    plant.advance(16)
    [line] = [each for each in on_paper(plant, hazard) if each.startswith("增加顶班")]
    assert not OWN.search(line)
    everybody_expects(plant)


def test_what_a_comparison_saw_is_said_in_words_only(plant: Plant) -> None:
    hazard = reported(plant, mark={"photo": 0, **REGION})
    mend(plant, hazard)
    compare(plant.now)
    [line] = [each for each in on_paper(plant, hazard) if each.startswith("照片对比")]
    assert "框" in line and not OWN.search(line)
    plant.settle()
    everybody_expects(plant)


def test_every_field_that_is_a_code_is_one_that_its_line_does_not_print() -> None:
    entries = flows.here().entries.values()
    assert [words.name for words in entries if words.codes & words.fields] == []


def test_a_picture_s_origin_is_not_what_the_button_says() -> None:
    buttons = (ROOT / "web" / "templates" / "h5" / "pictures.html").read_text(encoding="utf-8")
    assert "'从相册选'" in buttons
    assert [words for words in pictured.WAYS.values() if f"'{words}'" in buttons or f">{words}<" in buttons] == []


@pytest.mark.parametrize(("chosen", "says"), [("", "说到"), ("5S", "发现人选的")])
def test_the_grounds_name_who_chose_the_category(plant: Plant, chosen: str, says: str) -> None:
    more = {"category": chosen} if chosen else {}
    hazard = report(plant, position=plant.phone(FINDER).position(), **more)
    [line] = [each for each in grounds(hazard, book(plant.now).plant) if each.startswith("类别")]
    assert says in line
    everybody_expects(plant)


def test_the_grounds_name_the_officer_who_decided(plant: Plant) -> None:
    hazard = sorted_as_major(plant, hinted(plant), category="CHEM")
    said = " ".join(grounds(hazard, book(plant.now).plant))
    assert said.count("定的") == 2 and "说到" not in said
    everybody_expects(plant)
