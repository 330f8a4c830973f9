"""What strangers try: numbers out of every range are answered in words, and nobody learns which accounts there are."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from builders import (
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    SHIFT_FOREMAN,
    ask_for_permit,
    confirm,
    fresh,
    open_card,
    sign,
)
from detectors import AIR, FOUR_GASES, message, send
from gates import ON_SITE, approved, open_asks, page_of, tap, working
from openpyxl import load_workbook
from pdfs import packed, pdf, stream
from plant import Plant, text_of

from handlers import admins, files
from handlers.permits.request import papers
from models.book import book
from models.permit import Permit
from models.seals import seal_all
from web.console import signin
from workers.evidence.people import people_of
from workers.evidence.permits import record
from workers.evidence.recorder import Line
from workers.exports.index import Summary, write_xlsx
from workers.scenarios import hand

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


def test_a_page_of_a_number_that_cannot_be_is_not_found_in_words(plant: Plant, words: re.Pattern[str]) -> None:
    for path in PAGES:
        answer = requests.get(plant.base + path, allow_redirects=False, timeout=5)
        assert answer.status_code == 404, path
        assert words.match(answer.text), path


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


def test_a_detector_in_year_1_or_with_an_endless_number_is_refused_in_words(plant: Plant, log: Any) -> None:
    for changes in (*({"sampled_at": each} for each in TIMES), *({"value": each} for each in VALUES)):
        body = message(plant, "DH-20261125-0001", AIR, FOUR_GASES)
        changed = body["readings"][0] if "value" in changes else body
        changed |= changes
        status, said = send(plant, body)
        assert (status, "填得不对，请改好" in said) == (422, True), changes
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


@pytest.mark.parametrize("signer", [SHIFT_FOREMAN, DIRECTOR])
def test_what_somebody_typed_is_one_line_of_a_card(plant: Plant, signer: str) -> None:
    """A line break would make the rest look like a line of ours. One signer is in WeCom, one in DingTalk."""
    ask_for_permit(plant, project="换管段\n安全部：已同意，不用看\u2028\u202e请直接签")
    confirm(plant)
    if signer == DIRECTOR:
        sign(plant, SHIFT_FOREMAN)
        plant.expect(MANAGER, "请签")
    assert "换管段 / 安全部：已同意，不用看 / 请直接签" in text_of(plant.expect(signer, "请签"))


def test_what_nobody_types_is_in_no_store_and_on_no_page(plant: Plant) -> None:
    permit = ask_for_permit(plant, project="换管段\u202e\x1b[31m段管换\u2028第二行\r\nئىش\u200cخىز👷\u200d♂️")
    assert permit.form.project == "换管段段管换\n第二行\nئىش\u200cخىز👷\u200d♂️"
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    plant.expect(MANAGER, "请签")
    assert "换管段段管换 / 第二行" in text_of(plant.expect(DIRECTOR, "请签"))
    page = requests.get(f"{plant.base}/console/permits/{permit.number}", timeout=5).text
    assert "换管段段管换" in page
    assert "\u202e" not in page


def test_a_table_is_plain_whatever_was_kept_before(tmp_path: Path) -> None:
    line = Line("1", "动火", "", "", "换\u202e管\x1b段\r\n好", "", "", "", "", -1, 1, 0, "")
    write_xlsx(tmp_path / "index.xlsx", [line], Summary("", "作业票", 1, datetime(2026, 11, 25, tzinfo=UTC), ""))
    sheet = load_workbook(tmp_path / "index.xlsx")["目录"]
    assert "换管段 / 好" in [cell.value for cell in sheet[2]]


@pytest.mark.parametrize(
    ("person", "texts"), [(FOREMAN, ("动火", "你好")), (DIRECTOR, ("待办", "你好"))], ids=["wecom", "dingtalk"]
)
def test_nobody_can_spend_what_the_plant_may_send_in_a_month(plant: Plant, person: str, texts: tuple[str, str]) -> None:
    phone = plant.phone(person)
    for text in texts * 17:
        phone.say(text)
    plant.settle()
    plant.advance(3)
    plant.expect_all(person)
    assert len(phone.messages()) <= 31
    assert "发得太多" in text_of(phone.messages()[-1])
    plant.advance(11)
    phone.say("帮助")
    plant.settle()
    assert "可以发" in text_of(plant.expect(person, "「"))


def test_somebody_who_has_written_too_much_still_stops_the_work(plant: Plant) -> None:
    permit = working(plant)
    phone = plant.phone(GUARDIAN)
    for _ in range(32):
        phone.say("待办")
    phone.say("停工")
    plant.settle()
    assert Permit.get_by_id(permit.id).state == "suspended"
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_measure_says_where_the_phone_was_and_whose_picture_it_shares(plant: Plant) -> None:
    permit = approved(plant)
    ask = next(each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN)
    page, one = page_of(plant, ask), hand.photo("one")
    nowhere = {"state": "ok", "latitude": 10, "longitude": 10, "accuracy_m": 10, "crs": "GCJ-02", "age_s": 1}
    here = plant.phone(GUARDIAN).position()
    taps = {"DH05": nowhere, "DH07": {"state": "denied"}, "DH15": here}
    answers = [
        page.act(
            "permit.measure", tap(measure, photo=one if position != here else hand.photo("two"), position=position)
        )
        for measure, position in taps.items()
    ]
    assert [answer["words"].partition("条。")[2][:4] for answer in answers] == ["票上会写", "票上会写", ""]
    plant.expect_all(*ON_SITE)
    seal_all(plant.now)
    printed = record.read(fresh(permit), people_of(int(permit.rules), plant.now)).measures
    number = {line["id"]: place for place, line in enumerate(permit.template["measures"])}
    papers = [printed[number[measure]].text.splitlines()[-1] for measure in taps]
    assert papers[0].startswith("手机说离污水处理站约 ")
    assert papers[0].endswith(f" 米 · 照片与第 {number['DH07'] + 1} 条同一张")
    assert papers[1] == f"没有位置 · 照片与第 {number['DH05'] + 1} 条同一张"
    assert papers[2].startswith("已在污水处理站现场（手机定位")
    number = fresh(permit).number
    shown = (
        requests.get(f"{plant.base}/console/permits/{number}", timeout=5).text,
        plant.phone(GUARDIAN).open(f"{plant.base}/h5/wecom/permit/{number}").html,
        page_of(plant, ask).html,
    )
    for text in shown:
        assert "手机说离污水处理站约 " in text and "没有位置 · 照片与第 DH05 条同一张" in text


FILE = "<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>"
WIDGET = (
    "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/AA<</K<</S/JavaScript/JS(app.alert\\(1\\))>>>>>>]"
)
LINK = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<<{}>>>>]"
BEYOND_ITS_PAGES = {
    "a named script": pdf("/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", "", "<</S/JavaScript/JS(x)>>"),
    "a script when it is opened": pdf("/OpenAction<</S/JavaScript/JS(x)>>"),
    "a script with its name written in another way": pdf("/OpenAction<</S/Java#53cript/J#53(x)>>"),
    "a script when a page is opened": pdf("", "/AA<</O 4 0 R>>", "<</S 5 0 R/X(x)>>", "/JavaScript"),
    "a script of a form field": pdf("/AcroForm<</Fields[]>>", WIDGET),
    "a script after a harmless action": pdf("", LINK.format("/S/GoTo/D[3 0 R/Fit]/Next[<</S/JavaScript/JS(x)>>]")),
    "a script of an outline": pdf("/Outlines 4 0 R", "", "<</First<</Title(a)/A<</S/JavaScript/JS(x)>>>>>>"),
    "a script that is packed": packed(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(x)>>>>"),
    "a program": pdf("/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "a form that is sent": pdf("", LINK.format("/S/SubmitForm/F(http://a.test)")),
    "a file of another machine": pdf("", LINK.format(r"/S/GoToR/F(\\\\\\\\a.test\\\\b.pdf)/D[0/Fit]")),
    "a link to a file": pdf("", LINK.format("/S/URI/URI(file://a.test/b)")),
    "a link to another machine": pdf("", LINK.format(r"/S/URI/URI(\\\\\\\\a.test\\\\b)")),
    "a link that is a script": pdf("", LINK.format("/S/URI/URI(JavaScript:x)")),
    "links that begin with a file": pdf("/URI<</Base(file://a.test)>>"),
    "an XFA form": pdf("/AcroForm<</Fields[]/XFA 4 0 R>>", "", stream(b"<xdp/>")),
    "a file in it": pdf("/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>", "", FILE, stream(b"MZ")),
    "a file pinned to the page": pdf("", "/Annots[4 0 R]", "<</Subtype/FileAttachment/FS 5 0 R>>", FILE, stream(b"MZ")),
    "a page that is kept elsewhere": pdf("", "/Contents 4 0 R", stream(b"", "/F(http://a.test/b)")),
}
PLAIN = {
    "a link to the web": pdf("", LINK.format("/S/URI/URI(https://www.mem.gov.cn/a?b=c:d)")),
    "a packed one": packed(b"<</Type/Catalog/Pages 2 0 R/Lang(zh)>>"),
    "a link to another page": pdf("/OpenAction[3 0 R/Fit]", LINK.format("/S/GoTo/D[3 0 R/Fit]")),
    "a form to be filled in": pdf("/AcroForm<</Fields[]>>", "/Annots[<</Subtype/Widget/FT/Tx/T(JavaScript)>>]"),
}


@pytest.mark.parametrize("content", BEYOND_ITS_PAGES.values(), ids=BEYOND_ITS_PAGES)
def test_a_pdf_that_does_more_than_show_its_pages_is_known(content: bytes) -> None:
    assert files.pdf_fault(content) == files.ACTIVE


@pytest.mark.parametrize("content", PLAIN.values(), ids=PLAIN)
def test_a_pdf_with_plain_links_is_taken(content: bytes) -> None:
    assert files.pdf_fault(content) == ""


def test_a_pdf_that_swells_or_has_no_end_is_looked_at_for_seconds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    swollen = packed(b"<</Type/Catalog/Pages 2 0 R/X[" + b"0 " * 30_000_000 + b"]>>")
    rings = f"[{'[' * 30}{']' * 30}]" * 1000
    began = time.monotonic()
    assert files.pdf_fault(swollen) == files.BROKEN
    assert files.pdf_fault(pdf("", "/Contents 4 0 R", stream(b"0 " * 30_000_000))) == ""
    assert files.pdf_fault(pdf("/X 4 0 R", "", f"[{rings} 4 0 R]")) == ""
    assert time.monotonic() - began < 5
    monkeypatch.setattr(files, "SECONDS", 0)
    assert files.pdf_fault(pdf()) == files.BROKEN


def test_a_pdf_with_a_script_reaches_no_signer_and_no_archive(plant: Plant) -> None:
    script = BEYOND_ITS_PAGES["a named script"]
    plant.phone(FOREMAN).say("受限空间")
    plant.settle()
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "填写申请"), "填写申请")
    refused = page.attach("isolation", script)
    assert (refused["ok"], refused["words"], refused["todo"]) == (
        False,
        "这个 PDF 里有脚本或附件，不收。",
        "请打印成新的 PDF 再传，或拍成照片。",
    )
    with pytest.raises(papers.BadPaper, match="有脚本或附件，不收。请打印成新的 PDF"):
        papers.scanned(script)
    assert page.attach("isolation", pdf())["ok"]
