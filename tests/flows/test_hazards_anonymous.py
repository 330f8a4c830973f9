"""Reports without a name: nothing of who sent them is kept anywhere, and a claim code leads back."""

from __future__ import annotations

import base64
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from builders import page_of, site_code
from demo import PLACE_OF_THE_STORY
from doors import doors
from hazard_acts import again, asked, kinds, newest, report
from PIL import Image
from plant import Log, Plant, anhe, lizhou, running_plant
from playwright.sync_api import Page, Route, expect
from screens import everybody, photo
from worlds import Here

from handlers.hazards import anonymous, assigning
from models import blob
from models.ask import Ask
from models.ask import of_subject as asks_of
from models.base import database
from models.book import book
from models.delivery import Delivery, Rendition
from models.hazard import Hazard
from models.inbox import Received
from models.ledger import of_subject
from models.upload import Upload
from rules.hazards import claims
from web.crowds import Tries
from web.h5 import anonymous as door

WORDS = "2 号配电箱门坏了，电缆露在外面"
FROM = "203.0.113.77"
AGENT = "Mozilla/5.0 (Linux; SECRET-PHONE-77)"


def with_exif() -> bytes:
    """A picture that says who took it, when and with what."""
    made, image = io.BytesIO(), Image.new("RGB", (640, 480), "#345")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x9003] = "MAKER-OF-HIS-PHONE", "MODEL-77", "2026:11:25 08:00:00"
    image.save(made, "JPEG", exif=exif, comment=b"HIS-COMMENT")
    return made.getvalue()


def ask(plant: Plant, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "User-Agent": AGENT, "X-Forwarded-For": FROM}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{plant.base}{path}", data, headers)) as reply:
            text = reply.read().decode()
            assert "Set-Cookie" not in reply.headers
            return reply.status, text if body is None else json.loads(text)
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        return error.code, text if body is None else json.loads(text)


def ticket(plant: Plant, code: str) -> str:
    status, page = ask(plant, f"/a/{code}")
    assert status == 200, page
    found = re.search(r'data-ticket="([^"]+)"', page)
    assert found
    return found[1]


def send(plant: Plant, code: str, **more: Any) -> tuple[int, Any]:
    body = {"ticket": ticket(plant, code), "words": WORDS, "photos": [], "danger": False, **more}
    answer = ask(plant, f"/a/{code}", body)
    plant.settle()
    return answer


def test_nothing_of_who_reported_is_kept_and_the_area_is_told(
    plant: Plant, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("INFO", "anhao")
    code = site_code(plant)
    before = [table.select().count() for table in (Upload, Received, Rendition)]
    status, answer = send(plant, code, photos=[f"data:image/jpeg;base64,{base64.b64encode(with_exif()).decode()}"])
    assert status == 200 and answer["ok"], answer
    hazard = newest()
    assert (hazard.finder, hazard.area, hazard.state, hazard.report.area_by) == ("", "sewage", "assigned", "code")
    leader = plant.expect(hazard.follower, "匿名报的，你来跟踪")
    assert leader and "shift_foreman" in plant.person(hazard.follower).posts
    reported = json.loads(next(each.canonical for each in of_subject(hazard.subject) if each.kind == "hazard.reported"))
    assert reported["actor"] == {"system": "anonymous"} and reported.get("shown") is None
    [picture] = hazard.report.photos
    kept = blob.read(picture.sha256)
    assert b"MAKER" not in kept and b"HIS-COMMENT" not in kept and not Image.open(io.BytesIO(kept)).getexif()
    assert not picture.told and not picture.read_in and not picture.received
    # Renditions are those of the cards that went to other people; none is of a page.
    assert [Upload.select().count(), Received.select().count()] == before[:2]
    assert all(row.delivery_id for row in Rendition.select())
    everything = b"".join(
        repr(row).encode()
        for [table] in database.execute_sql("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        for row in database.execute_sql(f'SELECT * FROM "{table}"').fetchall()
    )
    for secret in (b"SECRET-PHONE", b"MAKER-OF", b"MODEL-77", FROM.encode(), answer["claim"].replace("-", "").encode()):
        assert secret not in everything, secret
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("anhao")]
    assert not [line for line in lines if code in line or (answer["number"] in line and "/a/" in line)]
    with urllib.request.urlopen(f"{plant.base}/metrics") as reply:
        assert 'door="anonymous"' not in reply.read().decode()
    everybody(plant)


@pytest.fixture(params=[anhe, lizhou])
def either(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    """Each of the two plants; the second one takes reports without a name here as well."""
    data = deepcopy(request.param())
    data["hazard_categories"]["defaults"]["anonymous"] = True
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running
        assert not running.unexpected()


def led_by(plant: Plant, area: str) -> set[str]:
    """Who leads the area: its foremen and representatives."""
    known = book(plant.now).plant
    posts, at = (*known.roles.shift_foreman, *known.roles.area_rep), known.area(area).department
    return {each.id for post in posts for each in known.holders(post, at)}


ACCUSING = ("班长叫我们不测气就进池子干活", "班长逼我们不办票就动火", "主任自己没戴安全帽就进去了")


def test_no_leader_gets_what_accuses_him_and_no_follower_is_the_owner(either: Plant) -> None:
    plant, known = either, book(either.now).plant
    area = next((each.id for each in known.areas if each.id == PLACE_OF_THE_STORY), known.areas[0].id)
    led, code = led_by(plant, area), site_code(plant, area)
    finder = next(
        each.id
        for each in known.people
        if each.department == known.area(area).department and each.id not in led and each.shift == "day"
    )
    assert led
    for words in ACCUSING:
        assert send(plant, code, words=words)[0] == 200
        accused = newest()
        if accused.state == "triage":
            sorter, category = asked(accused, "hazard.sort"), book(plant.now).config.hazards.categories[-2].id
            sort = next(each for each in asks_of(accused.subject) if each.kind == "hazard.sort")
            page = page_of(plant, sorter, f"sort/{sort.id}")
            assert page.act("hazard.sort", {"category": category, "area": area, "grade": "general"})["ok"]
            plant.settle()
            accused = again(accused)
        assert accused.state == "assigned" and accused.owner in assigning.officers(plant.now), words
        assert accused.follower not in {"", accused.owner}
        told = {each.person for each in asks_of(accused.subject)}
        assert not led & {*told, accused.owner, accused.supervisor, accused.follower}, words
    # The same words with a name; what nobody did is the foreman's as before, and somebody else follows it.
    named = report(plant, finder, f"{known.area(area).name}{ACCUSING[1]}，乙炔瓶旁边", area=area)
    assert not led & {named.owner, named.supervisor, *(each.person for each in asks_of(named.subject))}
    assert send(plant, code, words="有人没戴安全帽，站在吊物底下")[0] == 200
    plain = newest()
    assert plain.owner in led and plain.follower not in {"", plain.owner}
    everybody(plant)


@pytest.mark.parametrize("post", ["safety_manager", "equipment_manager", "deputy_gm"])
def test_whoever_is_named_by_his_post_has_no_part_in_it_until_its_time_is_over(plant: Plant, post: str) -> None:
    known = book(plant.now).plant
    name, [meant] = known.posts[post].name.partition("（")[0], known.holders(post)
    hazard = report(plant, words=f"{name}强令我们不停电就修配电箱，电缆露在外面", area="tank")
    if hazard.state == "triage":
        sort = next(each for each in asks_of(hazard.subject) if each.kind == "hazard.sort")
        given = {"category": "ELEC", "area": "tank", "grade": "general"}
        assert page_of(plant, sort.person, f"sort/{sort.id}").act("hazard.sort", given)["ok"]
    hazard = again(hazard)
    assert meant.id not in {hazard.owner, hazard.supervisor, hazard.follower}
    plant.advance((hazard.until - plant.now).total_seconds() / 60 + 3 * 24 * 60)
    hazard = again(hazard)
    assert hazard.late and not hazard.work.mended
    sent = Delivery.select(Delivery, Ask).join(Ask).where(Ask.subject == hazard.subject)
    told = {each.person for each in sent} | {each.person for each in asks_of(hazard.subject)}
    assert len(told) > 2 and meant.id not in told
    everybody(plant)


def test_sent_again_it_is_the_same_and_the_claim_code_tells_how_it_stands(plant: Plant) -> None:
    code = site_code(plant)
    mine = ticket(plant, code)
    status, first = send(plant, code, ticket=mine)
    assert status == 200 and send(plant, code, ticket=mine) == (200, first)
    status, other = send(plant, code, ticket=mine, words="别的一处也坏了")
    assert status == 422 and "没有收" in other["words"] and Hazard.select().count() == 1
    hazard = newest()
    typed = first["claim"].lower().replace("-", " ").replace("0", "o")
    status, stands = ask(plant, "/a/look", {"claim": typed})
    assert status == 200 and stands["number"] == hazard.number and "等接单" in stands["lines"][0]
    assert plant.person(hazard.owner).name not in str(stands)
    assert ask(plant, "/a/look", {"claim": "AAAA-AAAA-AAAA"})[0] == 404
    everybody(plant)


def test_whoever_has_no_poster_shuts_no_door(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nonsense takes no place of a posted code or a known claim."""
    monkeypatch.setattr(door, "wrong", Tries((60, 60)))
    code = site_code(plant)
    _, answer = send(plant, code)
    for _ in range(310):
        assert ask(plant, "/a/nonsense")[0] == 404
        ask(plant, "/a")
    missed = [ask(plant, "/a/look", {"claim": "AAAA-AAAA-AAAA"})[0] for _ in range(70)]
    assert missed == [404] * 60 + [429] * 10
    for _ in range(40):
        assert ask(plant, f"/a/{code}", {"ticket": "made up"})[0] == 401
    assert ask(plant, "/a/look", {"claim": answer["claim"]})[0] == 200
    assert send(plant, code, words="又一处坏了")[0] == 200
    everybody(plant)


def test_the_safety_office_says_whether_it_is_the_same_and_parts_it(plant: Plant) -> None:
    """Whoever follows it may be the one who is to mend the other."""
    shown = [f"data:image/jpeg;base64,{base64.b64encode(with_exif()).decode()}"]
    send(plant, site_code(plant), photos=shown)
    first = newest()
    _, told = send(plant, site_code(plant), photos=shown)
    second = newest()
    officer = asked(second, "hazard.same")
    assert officer in assigning.officers(plant.now) - {first.owner}
    stands = ask(plant, "/a/look", {"claim": told["claim"]})[1]["lines"]
    assert any("安全部门在看是不是同一处" in line for line in stands), stands
    card = plant.expect(officer, "是不是同一处")
    plant.phone(officer).tap(card, "是同一处，并过去")
    plant.settle()
    assert again(second).state == "merged" and "hazard.joined" in kinds(second)
    stands = ask(plant, "/a/look", {"claim": told["claim"]})[1]["lines"]
    assert any("安全部门看过" in line and "等接单" in line for line in stands), stands
    page = page_of(plant, officer, f"hazard/{second.number}")
    assert page.act("hazard.part", {"number": second.number})["ok"]
    plant.settle()
    assert again(second).state == "assigned"
    everybody(plant)


def test_what_hurts_people_calls_them_without_a_name(plant: Plant) -> None:
    assert send(plant, site_code(plant), danger=True)[0] == 200
    called = [each.person for each in asks_of(newest().subject) if each.kind == "alert.acknowledge"]
    assert called and "有人匿名报的" in str(plant.expect(called[0], "【红色警报】"))
    everybody(plant)


def test_strangers_can_not_flood_it(plant: Plant) -> None:
    code = site_code(plant)
    assert ask(plant, f"/a/{'A' * 24}")[0] == 404 and ask(plant, "/a/nothing")[0] == 404
    status, answer = ask(plant, f"/a/{code}", {"ticket": "made up", "words": WORDS, "photos": []})
    assert status == 401 and "重新扫码" in answer["words"]
    elsewhere = ticket(plant, site_code(plant, "util"))
    assert send(plant, code, ticket=elsewhere)[0] == 403
    for text, words in (("data:image/jpeg;base64,!!", "没传完"), ("data:image/jpeg;base64,QUJD", "打不开")):
        status, answer = send(plant, code, photos=[text])
        assert status == 422 and words in answer["words"]
    assert send(plant, code, words="。")[1]["words"].startswith("照片和说明至少要有一样")
    for number in range(anonymous.AN_HOUR):
        assert send(plant, code, words=f"第 {number} 处护栏松了，一推就倒")[0] == 200
    status, answer = send(plant, code)
    assert status == 422 and "报得太多" in answer["words"] and Hazard.select().count() == anonymous.AN_HOUR
    plant.advance(61)
    assert send(plant, code)[0] == 200
    everybody(plant)


def test_a_plant_that_takes_none_says_so(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    code = site_code(plant)
    monkeypatch.setattr(anonymous, "takes", lambda now: False)
    status, page = ask(plant, f"/a/{code}")
    assert status == 404 and "不收不留名" in page
    assert "不留名" not in ask(plant, f"/s/{code}")[1]


def test_a_claim_is_read_as_it_is_written_down() -> None:
    made = claims.code(lambda below: 17 % below)
    assert claims.heard(claims.shown(made).lower()) == made and claims.heard("0ilo") == ""
    assert claims.kept(made, "a") != claims.kept(made, "b")


def test_what_was_chosen_before_the_script_came_is_taken(plant: Plant, screen: Page) -> None:
    held: list[Route] = []
    screen.route("**/js/anonymous.js", lambda route: held.append(route))
    with screen.expect_request("**/js/anonymous.js"):
        screen.goto(f"{plant.base}/a/{site_code(plant)}", wait_until="commit")
    screen.locator("[name=camera]").set_input_files(photo("a.jpg"))
    held.pop().continue_()
    expect(screen.locator("#photos li")).to_have_count(1)


def test_it_is_reported_and_looked_up_by_hand(plant: Plant, screen: Page) -> None:
    code = site_code(plant)
    screen.goto(f"{plant.base}/s/{code}")
    screen.get_by_role("link", name="不留名报隐患").click()
    expect(screen.locator("h1")).to_have_text("报隐患")
    screen.locator("[name=camera]").set_input_files(photo("a.jpg"))
    expect(screen.locator("#photos li")).to_have_count(1)
    screen.get_by_role("button", name="删掉").tap()
    screen.get_by_role("button", name="发送，不留名").tap()
    expect(screen.locator("#answer-words")).to_contain_text("至少要有一样")
    screen.locator("[name=album]").set_input_files(photo("b.jpg"))
    expect(screen.locator("#photos li")).to_have_count(1)
    screen.locator("#words").fill(WORDS)
    screen.locator("[name=danger]").tap()
    screen.locator("[name=danger]").tap()
    screen.get_by_role("button", name="发送，不留名").tap()
    expect(screen.locator("h1")).to_contain_text("收到了")
    claim = screen.locator(".claim").inner_text()
    screen.get_by_role("link", name="凭查询码看办得怎样").click()
    screen.locator("#claim").fill("AAAA")
    screen.get_by_role("button", name="查", exact=True).tap()
    expect(screen.locator("#answer")).to_contain_text("没有这个查询码")
    screen.locator("#claim").fill(claim)
    screen.get_by_role("button", name="查", exact=True).tap()
    expect(screen.locator("#answer")).to_contain_text("等接单")
    screen.goto(f"{plant.base}/a/{code}")
    screen.get_by_role("link", name="我有查询码").click()
    expect(screen.locator("h1")).to_have_text("看办得怎样")
    plant.settle()
    assert newest().report.photos and newest().finder == ""
    everybody(plant)
