"""What strangers try: numbers out of every range are answered in words, and nobody learns which accounts there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from detectors import AIR, FOUR_GASES, message, send
from plant import Plant

from handlers import admins
from web.console import signin

HUGE = "9" * 300
PAGES = [
    "/console/exports/99999999999999999999",
    f"/console/exports/{HUGE}",
    "/console/exports/1%0a",
    "/nothing/here",
    f"/console/permits/{HUGE}",
    "/console/permits/%00",
    "/console/papers/99999999999999999999",
    f"/console/pictures/{HUGE}",
    f"/p/{HUGE}",
    "/p/%00",
    "/h5/wecom/sign/99999999999999999999?r=99999999999999999999",
]
TIMES = ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59+08:00", "0001-01-01T00:00:00+23:59", "1e308"]
VALUES = ["1e308", "nan", "-1e400", "9" * 500]


@pytest.fixture(scope="module")
def words() -> re.Pattern[str]:
    """What every answer has, whatever was asked: Chinese, and no trace of the program."""
    return re.compile(r"^(?!.*Traceback)(?=.*[一-鿿])", re.DOTALL)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_a_number_that_cannot_be_is_not_found_in_words(
    plant: Plant, path: str, words: re.Pattern[str]
) -> None:
    answer = requests.get(plant.base + path, allow_redirects=False, timeout=5)
    assert answer.status_code == 404
    assert words.match(answer.text)


def test_filters_out_of_every_range_show_the_page(plant: Plant) -> None:
    for query in ("?page=99999999999999999999", "?weeks=1e309", f"?weeks={HUGE}", "?q=%00"):
        assert requests.get(f"{plant.base}/console/{query}", timeout=5).status_code in (200, 404)


@pytest.mark.parametrize(("begin", "end"), [("9999-12-31", "9999-12-31"), ("0001-01-01", "2026-11-25")])
def test_an_export_of_a_year_that_cannot_be_is_refused_in_words(
    plant: Plant, begin: str, end: str, words: re.Pattern[str]
) -> None:
    office = requests.Session()
    page = office.get(f"{plant.base}/console/exports", params={"new": "1"}, timeout=5).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    wish = {"token": token[1], "from": begin, "to": end, "area": "", "kind": "", "person": "", "project": ""}
    answer = office.post(f"{plant.base}/console/exports", data=wish, timeout=5)
    assert answer.status_code == 400
    assert words.match(answer.text)


@pytest.mark.parametrize("changes", [*({"sampled_at": each} for each in TIMES), *({"value": each} for each in VALUES)])
def test_a_detector_in_year_1_or_with_an_endless_number_is_refused_in_words(
    plant: Plant, log: Any, changes: dict[str, str]
) -> None:
    body = message(plant, "DH-20261125-0001", AIR, FOUR_GASES)
    if "value" in changes:
        body["readings"][0] |= changes
    else:
        body |= changes
    status, said = send(plant, body)
    assert (status, "填得不对，请改好" in said) == (422, True)
    log.expect("refused a message of a detector")


def test_names_without_an_account_are_counted_like_those_with_one(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin, "tries", signin.Tries())
    monkeypatch.setattr(admins, "HASHING", "scrypt:1024:8:1")
    admins.set_password("卞予安", "三号罐区-巡检-2026", plant.now, one_time=False)
    answers = {name: [sign_in(plant, name) for _ in range(11)] for name in ("卞予安", "没有这个人")}
    assert answers["卞予安"] == answers["没有这个人"] == [403] * 10 + [429]


def sign_in(plant: Plant, name: str) -> int:
    browser = requests.Session()
    page = browser.get(f"{plant.base}/console/signin", timeout=5).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    given = {"token": token[1], "name": name, "password": "猜一个"}
    return browser.post(f"{plant.base}/console/signin", data=given, timeout=5).status_code
