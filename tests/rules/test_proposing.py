"""What a report's words mean: measured on sentences that the words were not chosen on (half B), and rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from demo import data_of

from rules.hazards.categories import Category, Codes, HazardCategories, Keywords
from rules.hazards.proposing import Proposal, propose

DATA = Path(__file__).parent / "data"
# The demo plant takes every category of the library under its own id.
ANHE = data_of("anhe").hazards
LIZHOU = data_of("lizhou").hazards
MOST_WRONG, MOST_ASKED, MOST_PUT_ON_NOTHING = 0.05, 0.20, 0.10
MOST_WRONG_OF_STRANGERS, MOST_ASKED_OF_STRANGERS = 0.10, 0.35
HALVES = ("hazard_words_a", "hazard_words_b")


def sentences(half: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DATA / f"{half}.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Rates:
    """wrong: another category; asked: none, of a real hazard; nothing: a category on words that tell of no hazard.
    major: found of those that sound like one; alarms: called major without sounding so."""

    wrong: float
    asked: float
    nothing: float
    major: float
    alarms: float

    def __str__(self) -> str:
        told = (f"wrong {self.wrong:.1%}", f"asked {self.asked:.1%}", f"put on nothing {self.nothing:.1%}")
        return " · ".join((*told, f"major found {self.major:.1%}", f"called major {self.alarms:.1%}"))


def measured(half: str) -> Rates:
    said = [(each, propose(each["words"], ANHE)) for each in sentences(half)]
    hazards = [(each, got) for each, got in said if each["category"] != "none"]
    none = [got for each, got in said if each["category"] == "none"]
    wrong = [each for each, got in hazards if got.category and got.category not in right(each)]
    major = [got for each, got in said if each.get("major")]
    plain = [got for each, got in said if not each.get("major")]
    return Rates(
        wrong=len(wrong) / len(hazards),
        asked=share(not got.category for _, got in hazards),
        nothing=share(bool(got.category) for got in none),
        major=share(got.major for got in major),
        alarms=share(got.major for got in plain),
    )


def right(sentence: dict[str, Any]) -> list[str]:
    return [sentence["category"], *sentence.get("also", [])]


def share(answers: Any) -> float:
    counted: Sequence[bool] = list(answers)
    return sum(counted) / max(len(counted), 1)


@pytest.mark.parametrize("half", HALVES)
def test_the_sentences_are_of_every_category_and_of_none(half: str) -> None:
    named = {name for each in sentences(half) for name in right(each)}
    assert named == {each.id for each in ANHE.categories} | {"none"}
    assert sum(each["category"] == "none" for each in sentences(half)) >= 30
    assert len({each["words"] for each in sentences(half)}) == len(sentences(half)) >= 150


def test_no_sentence_stands_in_both_halves() -> None:
    one, other = ({each["words"] for each in sentences(half)} for half in HALVES)
    assert one & other == set()


def test_half_b_is_understood_well_enough(capsys: pytest.CaptureFixture[str]) -> None:
    rates = measured("hazard_words_b")
    with capsys.disabled():
        print(f"\nhalf B: {rates}")
    assert rates.wrong <= MOST_WRONG, rates
    assert rates.asked <= MOST_ASKED, rates
    assert rates.nothing <= MOST_PUT_ON_NOTHING, rates


def test_lot_c_that_the_words_have_not_met_is_as_good_as_strangers_sentences_should_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rates = measured("hazard_words_c")
    with capsys.disabled():
        print(f"\nlot C: {rates}")
    assert rates.wrong <= MOST_WRONG_OF_STRANGERS and rates.asked <= MOST_ASKED_OF_STRANGERS, rates
    assert rates.nothing <= MOST_PUT_ON_NOTHING, rates


def test_a_category_is_proposed_only_where_it_leads_far_enough() -> None:
    assert propose("手套有洞，酸会渗进来", ANHE) == Proposal("", "", leads=("PPE", "LEAK"))


# Rule by rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "category"),
    [
        # a denied bad thing is fine, a denied safety thing is a hazard
        ("无裸露电线", ""),
        ("没有漏油漏水", ""),
        ("没有护栏", "HGT"),
        ("配电箱没有接地线", "ELEC"),
        ("这里没灭火器", "FIRE"),
        ("今天没动火", ""),
        # a denial of anything else is a fault
        ("安全阀没校", "PRES"),
        # all is well
        ("昨天报的漏点已经处理完了", ""),
        ("灭火器都在有效期内", ""),
        ("灭火器没修好", "FIRE"),
        ("法兰不漏了 但是护栏断了", "HGT"),
        ("护栏断了，其他正常", "HGT"),
        # a question
        ("请问灭火器在哪里领", ""),
        # words that look alike
        ("卫生间的灯坏了", "5S"),
        ("安全带断了", "HGT"),
        ("皮带断了", "MECH"),
        ("电缆漏电", "ELEC"),
        ("法兰漏油", "LEAK"),
        ("接地断了", "ELEC"),
        # slips
        ("陪电箱没门", "ELEC"),
        ("灭火机过期了", "FIRE"),
        # what somebody does
        ("小王没带安全帽", "ACT"),
        ("有人在仓库抽烟", "ACT"),
        # a place is only a place
        ("配电柜旁边的灭火器过期了", "FIRE"),
        # nothing at all
        ("", ""),
        ("收到", ""),
        ("车间里有问题", ""),
    ],
)
def test_what_words_mean(words: str, category: str) -> None:
    assert propose(words, ANHE).category == category


def test_the_reporter_reads_which_words_it_was() -> None:
    assert propose("二楼护栏断了", ANHE) == Proposal("HGT", "说到二楼、护栏")


def test_a_major_hazard_is_suggested_by_what_people_say_of_it() -> None:
    assert propose("动火没票就焊上了", ANHE).major
    assert propose("安全出口锁了 里面的人出不去", ANHE).major
    assert not propose("安全出口的灯坏了", ANHE).major
    assert not propose("今天动火票都开好了", ANHE).major


def test_each_plant_has_its_own_categories() -> None:
    assert propose("探伤没清场就出源了 有人在里面", LIZHOU) == Proposal("YL-FS", "说到探伤、没清场、出源", major=True)
    assert propose("有人没系安全带", LIZHOU).category == "YL-SW"
    assert propose("灭火器过期了", LIZHOU).category == "YL-XF"


def test_keywords_of_the_older_form_are_still_understood() -> None:
    assert propose("射线探伤没人管", with_keywords(ANHE)).category == "RAY"
    assert propose("射线灯坏了 探照", with_keywords(ANHE)).category != "RAY"


def test_rules_that_were_stored_without_speech_still_propose_by_their_strong_words() -> None:
    assert ANHE.defaults is not None
    old = replace(with_keywords(ANHE, only=True), defaults=replace(ANHE.defaults, speech=None))
    assert propose("射线没人管", old).category == "RAY"
    assert propose("探伤没人管", old).category == ""


def test_the_codes_for_the_regulator_follow_the_category() -> None:
    electrical, acts = ANHE.of("ELEC"), ANHE.of("ACT")
    assert electrical is not None and acts is not None
    assert (electrical.reported_as, acts.reported_as) == (Codes(3, 2, 7), Codes(1, 1))
    assert replace(acts, codes=None).reported_as == Codes(8, 1)


@pytest.mark.parametrize("hazards", [ANHE, LIZHOU], ids=["anhe", "lizhou"])
def test_acts_and_management_are_mended_without_a_picture(hazards: HazardCategories) -> None:
    assert {each.nature for each in hazards.categories} == {"thing", "act", "management"}
    assert all(each.photo_check == (each.nature == "thing") for each in hazards.categories)


def with_keywords(hazards: HazardCategories, *, only: bool = False) -> HazardCategories:
    """The same with a category whose words are keywords, as plants wrote them before."""
    like: Category = hazards.categories[0]
    keywords = Keywords(strong=("射线",), normal=("探伤",), negative=("探照",))
    ray = replace(like, id="RAY", words=None, keywords=keywords, major_hints=())
    return replace(hazards, categories=(ray,) if only else (*hazards.categories, ray))
