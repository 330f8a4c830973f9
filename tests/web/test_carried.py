"""What each act of a page carries is declared, and its key follows what the person gave, never what the phone adds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handlers import dispatch
from web.h5.carried import ACTS, PHONES, given, key

WEB = Path(__file__).parents[2] / "web"
# `position: await here()` and the like, wherever a script takes something from the phone.
TAKEN = re.compile(r"(\w+)(?:: | = )(?:await )?(?:position|here|locate|device)\(\)")
# What a script keeps the place in before it sends it as `position`.
KEPT = {"place"}
# Of what is kept in the phone before it is sent.
OF_KEPT = {"clock"}
# How far somebody has come on the page of a lesson.
OF_READING = {"at", "seconds", "watched"}


def scripts() -> Iterator[tuple[str, str]]:
    for file in sorted((WEB / "static" / "js").glob("*.js")):
        yield file.name, file.read_text("utf-8")


def whole(name: str) -> dict[str, Any]:
    return {field: f"first {field}" for field in (*ACTS[name].given, *ACTS[name].phones)}


def key_of(name: str, data: dict[str, Any], text: str = "", attempt: int = 1) -> str:
    return key("token", name, attempt, given(name, data), text)


def test_every_act_that_the_house_answers_on_a_page_is_declared_and_no_other() -> None:
    answered = {name for flow in dispatch.FLOWS for name in (*(act for _, act in flow.pages), *flow.acts)}
    # A choice on a card's page is what a tap on the card is, whichever flow the ask belongs to.
    assert answered | {dispatch.TAPPED} == set(ACTS)


def test_every_act_that_a_script_or_a_template_names_is_declared() -> None:
    sources = [text for _, text in scripts()]
    sources += [file.read_text("utf-8") for file in (WEB / "templates" / "h5").glob("*.html")]
    found = {
        name
        for text in sources
        for name in re.findall(r'(?:act\(|data-act=|data-name=)"((?:permit|leave|check)\.\w+)"', text)
    }
    assert len(found) > 15 and found <= set(ACTS)


def test_what_scripts_take_from_the_phone_is_declared_as_the_phone_s() -> None:
    names = {name for _, text in scripts() for name in TAKEN.findall(text)}
    assert names - KEPT == set(PHONES) - OF_KEPT - OF_READING


@pytest.mark.parametrize("name", ACTS)
def test_a_retry_with_a_fresh_position_from_a_renamed_phone_has_the_same_key(name: str) -> None:
    first = whole(name)
    anew = {**first, **{field: {"state": "ok", "age_s": 0.2} for field in ACTS[name].phones}}
    assert key_of(name, anew) == key_of(name, first)
    assert key_of(name, {each: first[each] for each in reversed(first)}) == key_of(name, first)


@pytest.mark.parametrize("name", ACTS)
def test_whatever_else_is_given_makes_another_act(name: str) -> None:
    first = whole(name)
    others = [{**first, field: "other"} for field in ACTS[name].given]
    others += [{**first, "a field that nobody declared": 1}]
    keys = [key_of(name, first), *(key_of(name, other) for other in others)]
    keys += [key_of(name, first, "words"), key_of(name, first, attempt=2)]
    keys += [key("another page", name, 1, given(name, first))]
    assert len(set(keys)) == len(keys)


def test_no_field_is_both_given_and_the_phone_s() -> None:
    assert not [name for name, row in ACTS.items() if set(row.given) & set(row.phones)]
