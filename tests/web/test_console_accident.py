"""What is asked after an accident, in the console: six points from what is sealed, on a desk, a phone and paper."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from console_story import ask, gas_test, sign
from flask.testing import FlaskClient
from playwright.sync_api import Page
from room import NOW, NUMBER, Room, seed_permit

from handlers import holds
from models import blob, ledger, matter, store
from models.blob import Blob
from models.delivery import Rendition
from models.permit import Permit
from models.seals import seal_all

PATH = f"/console/permits/{NUMBER}/accident"
TEXT = "请签：一级动火 · 污水处理站\n措施 16 条"
SHOWN = hashlib.sha256(TEXT.encode()).hexdigest()
DIRECTOR = {"person": "U19", "post": "workshop_director", "platform": "dingtalk", "account": "dt-anhe-0019"}


@pytest.fixture
def office(room: Room) -> FlaskClient:
    return room.app.test_client()


def happened() -> None:
    """A signature on what was shown, a gas test typed late, a photo; all of it in the trail."""
    permit = seed_permit()
    template = {**permit.template, "roles": {"worker": "作业人", "guardian": "监护人"}}
    Permit.update(template=template).where(Permit.id == permit.id).execute()
    waiting = ask(permit, "U20", state="superseded")
    Rendition.create(ask=waiting, text=TEXT, shown=blob.keep_text(TEXT, NOW), made_at=NOW)
    sign(permit, "U19", minutes=4)
    gas_test(permit, ok=True, value="3")
    data = {"ask": waiting.id, "presence": "人在污水处理站"}
    ledger.append(permit.subject, "permit.signed", NOW, actor=DIRECTOR, data=data, shown=SHOWN)
    sampled, good = NOW - timedelta(minutes=25), {"words": "合格"}
    late = "取样后 25 分钟才填"
    ledger.append(permit.subject, "permit.gas_tested", NOW, actor=DIRECTOR, data=good, at=sampled, late=late)
    photo = blob.keep(b"\xff\xd8\xff a photo", "image/jpeg", NOW)
    measure = {"measure": "DH03", "photo": photo}
    ledger.append(permit.subject, "permit.measure_confirmed", NOW, actor=DIRECTOR, data=measure)


@pytest.fixture
def sealed(room: Room) -> Permit:
    store.write(happened)
    seal_all(NOW)
    found: Permit = Permit.get(Permit.number == NUMBER)
    return found


def test_the_six_points_stand_in_their_order(sealed: Permit, office: FlaskClient) -> None:
    page = office.get(PATH).text
    heads = ["谁在什么时候知道了什么", "有没有事后补写", "谁决定的", "当天人们知道什么", "测了什么", "原件怎么移交"]
    places = [page.index(head) for head in heads]
    assert places == sorted(places)
    for words in ("苌若谷", "取样后 25 分钟才填", "特种作业操作证", "GX-6000", "甲烷 3 %LEL", "规则版本"):
        assert words in page


def test_what_somebody_saw_and_each_photo_open_from_the_page(sealed: Permit, office: FlaskClient) -> None:
    page = office.get(PATH).text
    assert f'href="/console/shown/{SHOWN}"' in page and 'href="/console/pictures/' in page
    answer = office.get(f"/console/shown/{SHOWN}")
    assert (answer.text, answer.mimetype) == (TEXT, "text/plain")
    assert office.get("/console/shown/" + "0" * 64).status_code == 404


def test_what_was_exchanged_or_is_gone_is_not_shown_under_its_hash(sealed: Permit, office: FlaskClient) -> None:
    photo = hashlib.sha256(b"\xff\xd8\xff a photo").hexdigest()
    assert office.get(f"/console/pictures/{photo}").status_code == 200
    store.write(lambda: Blob.update(data=b"another").execute())
    answer = office.get(f"/console/pictures/{photo}")
    assert answer.status_code == 409 and answer.mimetype == "image/svg+xml"
    assert "图片被换过：" in answer.text and "与封存的哈希不符" in answer.text
    assert "这段原文被换过" in office.get(f"/console/shown/{SHOWN}").text
    for page in (office.get(PATH).text, office.get(f"/console/matters/{NUMBER}/compared").text):
        assert "图片被换过：与封存的哈希不符" in page and "眼前的原文被换过" in page
    store.write(lambda: Blob.delete().execute())
    answer = office.get(f"/console/pictures/{photo}")
    assert answer.status_code == 404 and "图片不在了" in answer.text
    assert "图片不在了" in office.get(PATH).text


def test_the_page_never_says_that_a_rule_was_met(sealed: Permit, office: FlaskClient) -> None:
    page = office.get(PATH).text
    assert "也不表示符合哪一部法律、法规或标准" in page
    assert not any(words in page for words in ("14号令", "14 号令", "第14号", "合规", "满足"))


def test_what_is_not_sealed_yet_is_counted_and_not_shown(sealed: Permit, office: FlaskClient) -> None:
    store.write(lambda: ledger.append(sealed.subject, "permit.returned", NOW, actor=DIRECTOR, data={}))
    page = office.get(PATH).text
    assert "另有 1 条记录还没封存" in page and "退回申请人" not in page


def test_a_permit_without_a_sealed_entry_says_when_to_come_again(room: Room, office: FlaskClient) -> None:
    store.write(seed_permit)
    assert "还没有封存的记录" in office.get(PATH).text
    assert office.get("/console/permits/DH-20261125-0999/accident").status_code == 404


def test_a_legal_hold_stands_in_the_last_point(sealed: Permit, office: FlaskClient) -> None:
    about = matter.of(sealed.subject)
    assert about is not None
    store.write(lambda: holds.put(about, "事故调查", NOW))
    assert "起冻结保全，任何清理都不会删它。原因：事故调查" in office.get(PATH).text


def test_the_permit_leads_to_it(sealed: Permit, office: FlaskClient) -> None:
    assert f'href="{PATH}"' in office.get(f"/console/permits/{NUMBER}").text


def test_it_fits_a_phone_and_a_desk(sealed: Permit, served: str, desk: Page) -> None:
    desk.goto(served + PATH)
    for width in (1440, 360):
        desk.set_viewport_size({"width": width, "height": 800})
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
