"""What was signed is what was written and shown: each test tells of one kind of fault that was reported."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from builders import DIRECTOR, FOREMAN, MANAGER, at_the_dual_sign, entries, open_card, page_of, signature, site_code
from click.testing import CliRunner
from gates import open_asks, ready
from itsdangerous import URLSafeTimedSerializer
from pictures import blank_png, data_url
from PIL import Image, ImageOps
from plant import Plant, anhe, lizhou
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from room import NOW, NUMBER, Room, build
from screens import ask_of, everybody, show, stand
from stores import open_copy
from touch import write_name

from handlers import site_codes
from handlers.plant import keep
from models import ledger, posted, store
from models.answered import Proven
from models.ask import Ask
from models.base import database
from models.blob import read
from models.book import book
from models.permit import Permit
from models.seals import seal_all
from models.subject import Subject
from rules.geo import distance_m
from rules.signature import MIN_SIDE_PX, check
from rules.signature import kept as strokes_kept
from web.h5.carried import ACTS
from web.h5.pages import PAGES
from web.h5.tokens import PageToken, read_page, sign_page
from workers import private
from workers.backups import checks
from workers.evidence.export import export_matter
from workers.evidence.permits.accident import differences
from workers.scenarios import hand
from workers.scenarios.phone import Page as SignPage
from workers.scenarios.phone import PageRefused
from workers.site_codes import site_codes_command

# What yesterday's pages posted beside the strokes, and what a page of nobody's making might. Nothing reads it.
PICTURES = {"white": data_url("png", blank_png(656, 416)), "a number": 5}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """The pages alone, which tell what they would have passed on."""
    made = build(tmp_path)
    open_copy(made.settings.database)
    yield made
    database.close()


@pytest.mark.parametrize("sent", PICTURES.values(), ids=PICTURES)
def test_a_picture_sent_beside_good_strokes_is_never_what_is_kept(plant: Plant, sent: object) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    given = signature(plant, DIRECTOR, png=sent)
    assert page.act("permit.sign", given)["tone"] == "done"
    plant.settle()
    kept = proof(permit, DIRECTOR)
    assert json.loads(read(str(kept.strokes and kept.strokes.sha256))) == strokes_kept(given["strokes"])
    drawn = check(given["strokes"])
    with Image.open(io.BytesIO(read(kept.signature))) as picture:
        ink = ImageOps.invert(picture.convert("L"))
    box = ink.getbbox()
    assert box and max(box[2] - box[0], box[3] - box[1]) >= 2 * drawn.side_px
    assert entries(permit, "permit.signed")[-1]["data"]["png"]["sha256"] == kept.signature
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


HIDDEN = "document.body.hidden = true"


def test_a_pad_that_shrinks_hides_or_lies_on_its_side_costs_no_stroke_and_the_name_is_one(
    plant: Plant, screen: Page
) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    stand(plant, MANAGER)
    show(plant, screen, MANAGER, f"sign/{ask_of(permit, 'permit.sign', MANAGER)}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    write_name(screen)
    before = written(screen)
    assert before > 1000
    for shrunk in ("document.querySelector('.pad').style.cssText = 'height: 6px; width: 9px'", HIDDEN):
        resized(screen, shrunk)
        resized(screen, "document.body.hidden = false; document.querySelector('.pad').style.cssText = ''")
        assert written(screen) == pytest.approx(before, rel=0.02)
    for size in ((640, 360), (360, 300), (360, 640)):
        screen.set_viewport_size({"width": size[0], "height": size[1]})
        resized(screen, "")
    assert written(screen) == pytest.approx(before, rel=0.02)
    # Begun upright and ended on its side.
    resized(screen, "document.querySelector('.pad').style.cssText = 'height: 104px; width: 150px'")
    write_name(screen)
    resized(screen, "document.querySelector('.pad').style.cssText = ''")
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("签好了。")
    assert check(strokes_of(permit, MANAGER)).side_px == pytest.approx(320 - 24 - 32, abs=30)
    first, _, small, _ = (check([each]).side_px for each in strokes_of(permit, MANAGER))
    assert small == pytest.approx((150 - 40) / 150 * (first + 20 + 8), rel=0.1)
    everybody(plant)


def test_a_name_too_small_to_read_is_refused_in_words_and_changes_nothing(plant: Plant) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    lines = hand.strokes(plant.person(DIRECTOR).name)
    shrink = MIN_SIDE_PX / check(lines).side_px * 0.95
    tiny = [
        {**line, "points": [{**at, "x": at["x"] * shrink, "y": at["y"] * shrink} for at in line["points"]]}
        for line in lines * 2
    ]
    answer = page.act("permit.sign", signature(plant, DIRECTOR, strokes=tiny))
    assert not answer["ok"] and "签名太小" in answer["words"] and "写大一些" in answer["words"]
    assert not entries(permit, "permit.signed")[1:]
    assert page.act("permit.sign", signature(plant, DIRECTOR), attempt=2)["tone"] == "done"
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def test_an_act_is_taken_only_from_a_page_that_is_made_for_it(room: Room) -> None:
    """Every act with the tokens of other pages, and every page's token with some other act: nothing happens, and the
    words say where it is done."""
    client, tried = room.app.test_client(), set()
    for number, (name, row) in enumerate(ACTS.items()):
        # Each eighth in turn, and none, as older pages had.
        for page in {"", *list(PAGES)[number % 8 :: 8]} - {*row.pages}:
            token = sign_page(PageToken("U04", "anhe_u04", "wecom", 1, None, page, "1"), room.settings.signing_key)
            if page or "permit" not in row.pages:
                answer = client.post("/h5/act", json={"name": name, "data": {}}, headers={"X-Page-Token": token})
                assert (answer.status_code, answer.json["ok"]) == (403, False), (name, page)
                assert "不是办这件事用的" in answer.json["words"] and "卡片" in answer.json["todo"]
                tried.add(page)
    assert tried == {*PAGES, ""} and not room.acts


def test_a_file_is_attached_only_from_the_form(room: Room) -> None:
    token = sign_page(PageToken("U04", "anhe_u04", "wecom", 1, None, "permit", "1"), room.settings.signing_key)
    answer = room.app.test_client().post("/h5/attach/plan", data=b"%PDF-", headers={"X-Page-Token": token})
    assert answer.status_code == 403 and not room.acts


def test_one_permit_s_page_stops_and_urges_no_other_permit(room: Room) -> None:
    client = room.app.test_client()
    for name, page in (("permit.stop", "stop"), ("permit.urge", "permit"), ("permit.join", "join")):
        token = sign_page(PageToken("U04", "anhe_u04", "wecom", None, None, page, NUMBER), room.settings.signing_key)
        for number, status in ((NUMBER, 200), (f"{NUMBER[:-1]}9", 403)):
            body = {"name": name, "data": {"number": number}}
            answer = client.post("/h5/act", json=body, headers={"X-Page-Token": token})
            assert answer.status_code == status
    assert [action.data["number"] for action in room.acts] == [NUMBER] * 3


def test_nobody_signs_under_the_sentence_of_a_refusal(plant: Plant) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    refusal = open_card(plant, DIRECTOR, card, "退回")
    before = len(entries(permit, "permit.signed"))
    for page, name in ((refusal, "permit.sign"), (open_card(plant, DIRECTOR, card, "签批"), "permit.refuse")):
        answer = page.act(name, signature(plant, DIRECTOR), "措施没落实")
        assert not answer["ok"] and "不是办这件事用的" in answer["words"]
    assert proof(permit, DIRECTOR).result == "" and len(entries(permit, "permit.signed")) == before
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def test_a_page_that_was_open_during_the_upgrade_can_still_do_its_act_and_no_other(plant: Plant) -> None:
    _, card, _ = at_the_dual_sign(plant)
    key = plant.house.settings.signing_key
    for button, name, tone in (("退回", "permit.sign", None), ("签批", "permit.sign", "done")):
        page = open_card(plant, DIRECTOR, card, button)
        token = asdict(read_page(page.token, key))
        former = {field: token[field] for field in ("person", "account", "platform", "ask", "rendition")}
        text = URLSafeTimedSerializer(key, salt="h5-page").dumps(former)
        assert replace(page, token=text).act(name, signature(plant, DIRECTOR)).get("tone") == tone
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def test_the_areas_id_and_a_made_up_code_show_nobody_at_the_site(plant: Plant) -> None:
    """Whoever knows the plant's data, or has seen a code of another house, is told that it does not count."""
    permit, page = held(plant)
    code, other = site_code(plant), of_another_house(plant)
    guessed = ["sewage", f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}", code[:8], "A" * 24, other, code.swapcase()]
    for number, text in enumerate(guessed, 1):
        told = page.act("permit.presence", {"site": text, "photo": hand.photo("x")}, attempt=number)
        assert not told["ok"] and "不是安好印的现场码" in told["words"]
        with pytest.raises(PageRefused, match="不是安好印的现场码"):
            page_of(plant, DIRECTOR, f"site/{text}")
    assert proof(permit, DIRECTOR).result == "held"
    codes = [site_code(plant, area.id) for area in book(plant.now).plant.areas]
    assert len(set(codes)) == len(codes)
    done = page.act("permit.presence", {"site": code, "photo": hand.photo("x")}, attempt=20)
    assert done["tone"] == "done" and proof(permit, DIRECTOR).presence == "扫现场码（第 1 张）并拍照"
    # The entry of the act says which code it was.
    assert entries(permit, "permit.signed")[-1]["data"]["code"] == code[:8]
    assert "code" not in entries(permit, "permit.held")[-1]["data"]
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def test_a_replaced_code_says_so_and_the_new_one_counts(plant: Plant) -> None:
    permit, page = held(plant)
    old, area = site_code(plant), book(plant.now).plant.area("sewage")
    store.write(lambda: site_codes.replace(area, "卞予安", plant.now))
    told = page.act("permit.presence", {"site": old, "photo": hand.photo("x")})
    assert "第 1 张" in told["words"] and "已经作废" in told["words"] and "请安全部门印" in told["words"]
    with pytest.raises(PageRefused, match="已经作废"):
        page_of(plant, DIRECTOR, f"site/{old}")
    new = page.act("permit.presence", {"site": site_code(plant), "photo": hand.photo("x")}, attempt=2)
    assert new["tone"] == "done" and proof(permit, DIRECTOR).presence == "扫现场码（第 2 张）并拍照"
    chain = ledger.of_subject(Subject.get(Subject.key == "site/area/sewage"))
    lines = [json.loads(entry.canonical) for entry in chain]
    assert [(line["kind"], line["actor"].get("account"), line["data"]["serial"]) for line in lines] == [
        ("site.code_made", None, 1),
        ("site.code_replaced", "卞予安", 1),
        ("site.code_made", "卞予安", 2),
    ]
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


DATA = {"anhe": anhe, "lizhou": lizhou}


@pytest.mark.parametrize("name", DATA)
def test_every_area_has_a_poster_to_print(room: Room, name: str, tmp_path: Path, monkeypatch: Any) -> None:
    target = tmp_path / "codes.pdf"
    monkeypatch.setenv("ANHAO_SECRET_KEY", "a key for tests")
    store.write(lambda: keep(DATA[name](), NOW))
    printed = CliRunner().invoke(site_codes_command, ["-o", str(target)], catch_exceptions=False)
    areas, pages = book(NOW).plant.areas, PdfReader(target).pages
    assert printed.exit_code == 0 and f"{len(areas)} 张" in printed.output and len(pages) == len(areas)
    for area, page in zip(areas, pages, strict=True):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        words = page.extract_text()
        assert "".join(area.name.split()) in "".join(words.split())
        assert "第 1 张" in words and area.id not in words
    wrong = CliRunner().invoke(site_codes_command, ["没有的区", "-o", str(target)])
    assert wrong.exit_code == 1 and "没有这个区域或设备：没有的区" in wrong.output


def test_codes_that_a_command_prints_lead_to_the_house_that_runs_whatever_its_port(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANHAO_SECRET_KEY", "a key for tests")
    monkeypatch.setenv("ANHAO_VAR", str(tmp_path))
    monkeypatch.delenv("ANHAO_BASE_URL", raising=False)
    store.write(lambda: keep(anhe(), NOW))
    wanted = ["污水处理站", "-o", str(tmp_path / "codes.pdf")]
    usual = CliRunner().invoke(site_codes_command, wanted, catch_exceptions=False)
    assert "http://127.0.0.1:8000" in usual.output and "只有这台机器打得开" in usual.output
    lock = private.house_lock(tmp_path)
    assert lock
    with lock:
        private.write_down(lock, "http://127.0.0.1:8100", "http://127.0.0.1:8001")
        running = CliRunner().invoke(site_codes_command, wanted, catch_exceptions=False)
        assert "扫了打开 http://127.0.0.1:8001。" in running.output
        monkeypatch.setenv("ANHAO_BASE_URL", "https://anhao.example")
        chosen = CliRunner().invoke(site_codes_command, wanted, catch_exceptions=False)
        assert "扫了打开 https://anhao.example。" in chosen.output and "只有这台机器" not in chosen.output


def test_a_posted_code_opens_in_the_app_that_scanned_it(room: Room) -> None:
    client = room.app.test_client()
    for browser, platform in (
        ("Mozilla/5.0 wxwork/4.1.36 MicroMessenger/7", "wecom"),
        ("AliApp(DingTalk/7.6)", "dingtalk"),
    ):
        answer = client.get("/s/aB3-_x", headers={"User-Agent": browser})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/h5/{platform}/site/aB3-_x")
        broken = client.get("/s/aB3%0d%0aX:y", headers={"User-Agent": browser})
        assert broken.status_code == 404 and "没有这一页" in broken.text
    camera = client.get("/s/aB3-_x", headers={"User-Agent": "Mozilla/5.0 Chrome"}).text
    assert "在企业微信里打开" in camera and "在钉钉里打开" in camera


def test_beside_each_signature_stands_how_far_away_its_phone_was(plant: Plant, tmp_path: Path) -> None:
    """On the phone, in the chain and in print; and that position and photo are the phone's own word."""
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    latitude, longitude = plant.phone(DIRECTOR).at
    area, steps = book(plant.now).plant.area("sewage"), ((latitude + step / 10_000, longitude) for step in range(20))
    near = plant.phone(DIRECTOR).position(next(at for at in steps if distance_m((at[1], at[0]), area) > 5))
    assert page.act("permit.sign", signature(plant, DIRECTOR, position=near))["tone"] == "done"
    plant.settle()
    where = proof(permit, DIRECTOR).presence
    assert re.fullmatch(r"已在污水处理站现场（手机定位离区域约 \d+ 米，误差 8 米）", where), where
    assert entries(permit, "permit.signed")[-1]["data"]["presence"] == where
    seen = page_of(plant, MANAGER, f"permit/{permit.number}").html
    assert where in seen and "是签字人的手机报来的" in seen
    export_matter(permit.subject, tmp_path / "package.zip", plant.base, plant.now)
    with zipfile.ZipFile(tmp_path / "package.zip") as package:
        [form] = [name for name in package.namelist() if name.endswith(".pdf")]
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(package.read(form))).pages)
    printed = "".join(words.split())
    assert "".join(where.split()) in printed and "是签字人的手机报来的" in printed
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def moved_to_the_site() -> None:
    """The poster of the tanks is said to hang where the work is."""
    database.execute_sql("UPDATE posted_code SET thing = 'x' WHERE thing = 'sewage'")
    database.execute_sql("UPDATE posted_code SET thing = 'sewage' WHERE thing = 'tank'")


def holding_again() -> None:
    """The poster of the tanks had been replaced, and is said to be the one that holds."""
    moved = "UPDATE posted_code SET replaced_at = {} WHERE thing = 'tank' AND serial = {}"
    database.execute_sql(moved.format("made_at", 2))
    database.execute_sql(moved.format("NULL", 1))


def of_another_serial() -> None:
    database.execute_sql("UPDATE posted_code SET serial = 7 WHERE thing = 'tank'")


ELSEWHERE = {"moved to the site": moved_to_the_site, "holding again": holding_again, "serial": of_another_serial}
UNPROVEN = "这张现场码的登记和封存的记录对不上，不作数。请告诉安全部门，换一张。"


@pytest.mark.parametrize("way", ELSEWHERE)
def test_a_poster_whose_row_says_otherwise_than_the_record_of_its_place_proves_nothing(plant: Plant, way: str) -> None:
    site_code(plant)
    code, tank = site_code(plant, "tank"), book(plant.now).plant.area("tank")
    if way == "holding again":
        store.write(lambda: site_codes.replace(tank, "卞予安", plant.now))
    assert list(posted.faults()) == []
    store.write(ELSEWHERE[way])
    number = site_codes.number_of(code, plant.house.settings.signing_key)
    place = "sewage" if way == "moved to the site" else "tank"
    assert site_codes.scan(number, place, "储罐二区") == site_codes.Scan(False, UNPROVEN)
    with pytest.raises(PageRefused, match="登记和封存的记录对不上"):
        page_of(plant, DIRECTOR, f"site/{code}")
    assert any(words.startswith("现场码 ") for words in checks.faults())


def test_an_act_that_another_areas_poster_proved_while_the_row_had_that_area_is_named(plant: Plant) -> None:
    permit, page = held(plant)
    store.write(lambda: Permit.update(area="tank").execute())
    code = site_code(plant, "tank")
    assert page.act("permit.presence", {"site": code, "photo": hand.photo("x")})["tone"] == "done"
    store.write(lambda: Permit.update(area="sewage").execute())
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)
    seal_all(plant.now)
    words = f"是「{code[:8]}」，库里的行是「这个区域没有印过这一张」"
    assert words in differences(Permit.get_by_id(permit.id), plant.now)


def test_a_phone_moved_to_the_permits_site_scans_what_is_posted_there_and_the_work_begins(
    plant: Plant, screen: Page
) -> None:
    """The simulated phone is elsewhere, then without a position at the site: the story goes on past 「开工」."""
    permit = ready(plant)
    [ask] = open_asks(permit, "permit.start")
    guardian = plant.person(ask.person)
    phone = f"phones/{guardian.platform}/{guardian.account}"
    far = {"mode": "ok", "latitude": 32.6, "longitude": 121.7, "accuracy": 8}
    plant.simulator.post(f"{phone}/position", far)
    assert plant.simulator.post(f"{phone}/scan", {}) == {"name": "", "open": ""}
    stand(plant, ask.person, "denied")
    seen = plant.simulator.post(f"{phone}/scan", {})
    assert seen["name"] == "污水处理站"
    assert seen["open"] == f"{plant.base}/h5/{guardian.platform}/site/{site_code(plant)}"
    show(plant, screen, ask.person, f"start/{ask.id}")
    screen.locator("#scan").click()
    screen.get_by_role("button", name="扫「污水处理站」贴的码").click()
    expect(screen.locator("#answer")).to_contain_text("扫到现场码了")
    for box in screen.locator(".choice", has=screen.locator("[name=confirmed]")).all():
        box.tap()
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("开工了")
    [began] = entries(permit, "permit.working")
    assert began["data"]["presence"] == "扫了现场码（第 1 张）"
    everybody(plant)


def held(plant: Plant) -> tuple[Permit, SignPage]:
    """A signature that waits for its person to be at the site, and its page."""
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    assert page.act("permit.sign", signature(plant, DIRECTOR, position={"state": "denied"}))["tone"] == "caution"
    plant.settle()
    return permit, page


def of_another_house(plant: Plant) -> str:
    code = store.write(lambda: site_codes.posted_at(book(plant.now).plant.area("sewage"), "", plant.now))
    return site_codes.text_of(code, "another key")


def resized(screen: Page, change: str) -> None:
    """Does it, and waits until the pad has seen it."""
    screen.evaluate(f"() => {{ {change}; return new Promise((done) => setTimeout(done, 60)); }}")


def written(screen: Page) -> int:
    """How many dots of the pad have ink."""
    count: int = screen.locator("#pad").evaluate(
        "pad => pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data"
        ".filter((value, index) => index % 4 === 3 && value > 128).length"
    )
    return count


def proof(permit: Permit, person: str) -> Proven:
    ask: Ask = Ask.get_by_id(ask_of(permit, "permit.sign", person))
    return Proven.of(ask)


def strokes_of(permit: Permit, person: str) -> list[Any]:
    kept = proof(permit, person).strokes
    assert kept
    lines: list[Any] = json.loads(read(kept.sha256))
    return lines
