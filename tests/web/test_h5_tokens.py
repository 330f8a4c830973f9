"""The page token alone decides who acts; the login state carries a page through WeCom and nothing else."""

from __future__ import annotations

from base64 import b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from web.h5 import target
from web.h5.pages import PAGES
from web.h5.target import Target
from web.h5.tokens import PAGE_SECONDS, PageToken, read_page, read_state, sign_page, sign_state
from web.refused import Refused

KEY = "a key for tests"
TOKEN = PageToken("U04", "anhe_u04", "wecom", 12, 34)
THINGS = st.from_regex(r"[A-Za-z0-9_-]{1,22}", fullmatch=True)
TARGETS = st.builds(Target, st.sampled_from(sorted(PAGES)), THINGS, st.integers(0, 999_999_999))


def test_a_page_token_gives_back_who_opened_which_ask() -> None:
    assert read_page(sign_page(TOKEN, KEY), KEY) == TOKEN


def test_a_page_token_ends_after_fifteen_minutes(later) -> None:
    text = sign_page(TOKEN, KEY)
    later(PAGE_SECONDS - 2)
    assert read_page(text, KEY) == TOKEN
    later(PAGE_SECONDS + 2)
    with pytest.raises(Refused) as refusal:
        read_page(text, KEY)
    assert "15 分钟" in refusal.value.words
    assert refusal.value.status == 401


def test_a_changed_or_foreign_page_token_is_refused() -> None:
    text = sign_page(TOKEN, KEY)
    for wrong in ("", "x", text[:-1], "A" + text, sign_page(TOKEN, "another key")):
        with pytest.raises(Refused) as refusal:
            read_page(wrong, KEY)
        assert refusal.value.status == 401


def test_a_login_state_is_no_page_token_and_the_other_way_round() -> None:
    with pytest.raises(Refused):
        read_page(sign_state(Target("sign", "12"), 0, 0, KEY), KEY)
    with pytest.raises(Refused):
        read_state(sign_page(TOKEN, KEY), KEY)


@given(TARGETS, st.integers(0, 9), st.integers(0, 9))
def test_every_page_fits_into_the_state_that_wecom_allows(wanted: Target, lost: int, rounds: int) -> None:
    state = sign_state(wanted, lost, rounds, KEY)
    assert state.isascii() and state.isalnum() and len(state) <= 128
    login = read_state(state, KEY)
    assert (login.wanted, login.lost, login.rounds) == (wanted, lost, rounds) and login.age_s < 60


def test_a_login_state_tells_its_age(later) -> None:
    state = sign_state(Target("sign", "12", 34), 0, 0, KEY)
    later(700)
    assert 699 <= read_state(state, KEY).age_s <= 702


def test_a_login_that_began_before_the_upgrade_ends_after_it() -> None:
    yesterday = TimestampSigner(KEY, salt="wecom-login").sign("2sign/12?r=34")
    login = read_state(b32encode(yesterday).decode().rstrip("="), KEY)
    assert (login.wanted, login.lost, login.rounds) == (Target("sign", "12", 34), 2, 0)


@given(st.text(max_size=140))
def test_a_made_up_state_is_refused_and_never_an_error(state: str) -> None:
    with pytest.raises(Refused):
        read_state(state, KEY)


@given(st.text(max_size=60))
def test_a_link_is_a_page_of_ours_or_nothing(text: str) -> None:
    found = target.read(text)
    assert found is None or str(found) in (text, text.removesuffix("?r=0"))
