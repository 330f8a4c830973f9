"""Training by hand on a small phone: begun and halted by the office; a lesson that is read, read aloud, enlarged,
left and gone on with; and its questions, which the second plant answers to a pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import pairwise

import pytest
from builders import page_of
from doors import doors
from glass import Glass
from openpyxl import load_workbook
from plant import Plant, lizhou, running_plant
from playwright.sync_api import Locator, Page, expect
from screens import VOICE, choose, everybody, follow, hurry, said_at, show, there_and_back
from training_acts import begin, file_of, give, kinds, learn, lessons, office
from worlds import Here

from models import export, plant_time, training, training_device
from models.ask import Ask
from models.export import ExportJob
from models.training import Attempt, TrainingFile
from rules.training.shared import shared
from workers.exports.job import advance

WELDER = "U34"
# At the second plant.
SCAFFOLDER, SCAFFOLDING = "fb-jia-jiazigong1", "GZ-JIA"
AHEAD = """(() => {
  const now = performance.now.bind(performance);
  window.ahead = 0;
  performance.now = () => now() + window.ahead;
})()"""
HIDDEN = """(hidden) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => hidden ? "hidden" : "visible" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def second(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """The second plant, where only scaffolders have something to learn; of each question two options are right, as is
    asked on a page."""
    data = deepcopy(lizhou())
    data["posts_matrix"]["trades"] = [each for each in data["posts_matrix"]["trades"] if each["id"] == SCAFFOLDING]
    [trade] = data["posts_matrix"]["trades"]
    for course in data["courses"]["courses"]:
        if course["id"] in trade["courses"]:
            for lesson in course["lessons"]:
                for each in lesson["questions"]:
                    each |= {"type": "multiple", "answer": ["A", "B"]}
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def next_day(plant: Plant) -> None:
    plant.advance(24 * 60)
    everybody(plant)


def newest(kind: str, person: str = WELDER) -> Ask:
    found: Ask = Ask.select().where(Ask.kind == kind, Ask.person == person).order_by(Ask.id.desc()).get()
    return found


def lesson(plant: Plant, screen: Page, person: str = WELDER) -> None:
    show(plant, screen, person, f"lesson/{newest('training.lesson', person).id}?r=1")


def question(plant: Plant, screen: Page) -> None:
    show(plant, screen, SCAFFOLDER, f"question/{newest('training.question', SCAFFOLDER).id}?r=1")


def letters(attempt: Attempt, place: int) -> str:
    """What is right on the paper."""
    shown = attempt.paper.questions[place]
    question = training.content_of(attempt)[1].question(shown.question)
    assert question
    return shown.asked.letters(question.answer)


def right(screen: Page, attempt: Attempt, place: int) -> None:
    for letter in letters(attempt, place):
        choose(screen, letter)


def wrong(screen: Page, attempt: Attempt) -> None:
    choose(screen, next(each for each in "ABCD" if each != letters(attempt, 0)))


def test_the_office_begins_sees_the_load_and_halts_with_a_reason(plant: Plant, screen: Page) -> None:
    person = office(plant)
    show(plant, screen, person, "learning/now")
    expect(screen.locator("#answer")).to_be_hidden()
    expect(screen.locator("main")).to_contain_text("张卡片，一个人最多")
    screen.get_by_role("button", name="开始培训").tap()
    expect(screen.locator("#answer h1, h1")).to_contain_text("开始了")
    show(plant, screen, person, "learning/now")
    expect(screen.locator(".state .word").first).to_have_text("开着")
    expect(screen.locator("main")).to_contain_text(f"由{plant.person(person).name}开始")
    screen.locator("summary", has_text="停止培训").tap()
    screen.get_by_role("button", name="停止培训").tap()
    said_at(screen, "为什么", "写为什么")
    screen.locator("[data-text]").fill("换教材")
    screen.get_by_role("button", name="停止培训").tap()
    expect(screen.locator("h1")).to_contain_text("停了")
    show(plant, screen, person, "learning/now")
    expect(screen.locator("main")).to_contain_text("停止：换教材")
    everybody(plant)


def test_a_lesson_is_read_enlarged_read_aloud_left_and_gone_on_with(plant: Plant, screen: Page) -> None:
    begin(plant)
    next_day(plant)
    screen.add_init_script(f"({VOICE})()")
    lesson(plant, screen)
    plain = screen.locator("[data-part] [data-shown]").first.evaluate("each => getComputedStyle(each).fontSize")
    screen.locator("#larger").tap()
    expect(screen.locator("#larger")).to_have_attribute("aria-pressed", "true")
    large = screen.locator("[data-part] [data-shown]").first.evaluate("each => getComputedStyle(each).fontSize")
    assert float(large.removesuffix("px")) >= 1.3 * float(plain.removesuffix("px"))
    screen.locator("#aloud").tap()
    expect(screen.locator("#aloud")).to_have_text("不念了")
    expect(screen.locator("[data-part].said")).to_have_count(1)
    first = screen.locator("[data-part] [data-shown]").first.inner_text()
    parts = screen.locator("[data-part]").count()
    assert screen.evaluate("window.spoken") and screen.evaluate("window.spoken.length") == parts
    assert screen.evaluate("window.spoken[0]") == first
    screen.locator("#aloud").tap()
    expect(screen.locator("#aloud")).to_have_text("念给我听")
    expect(screen.locator("#left")).to_contain_text("再看")
    screen.locator("[data-part]").nth(parts // 2).scroll_into_view_if_needed()
    where = screen.evaluate("window.scrollY")
    screen.locator("#learned").tap()
    expect(screen.locator("#bar")).to_contain_text("关掉、锁屏的时间不算")
    assert screen.evaluate("window.scrollY") == where > 0
    screen.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(screen.locator(f"[data-part='{parts}']")).to_be_in_viewport(ratio=0.6)
    screen.evaluate("() => new Promise((then) => requestAnimationFrame(() => setTimeout(then, 100)))")
    # What comes to the house with the page out of sight: how far he came, and no time for what was hidden.
    plant.advance(5)
    with screen.expect_response("**/h5/act"):
        screen.evaluate(HIDDEN, True)
    before = lessons(WELDER)[0]
    assert before.at == parts and before.seconds < 60
    screen.evaluate(HIDDEN, False)
    lesson(plant, screen)
    expect(screen.locator("#larger")).to_have_attribute("aria-pressed", "true")
    expect(screen.locator(f"[data-part='{parts}']")).to_be_in_viewport()
    screen.context.set_offline(True)
    screen.locator("#learned").tap()
    expect(screen.locator("#bar")).to_contain_text("没有信号")
    screen.context.set_offline(False)
    everybody(plant)


def test_time_out_of_sight_never_counts(plant: Plant, screen: Page) -> None:
    begin(plant)
    next_day(plant)
    screen.add_init_script(AHEAD)
    lesson(plant, screen)
    shown = screen.locator("#spent")
    expect(shown).to_be_visible()
    screen.evaluate(HIDDEN, True)
    screen.evaluate("window.ahead += 600000")
    screen.evaluate(HIDDEN, False)
    assert screen.evaluate("document.getElementById('spent').value") < 30
    # A phone that slept with the page in sight: a long gap between two counts was no reading either.
    screen.evaluate("window.ahead += 600000")
    screen.wait_for_timeout(1500)
    assert screen.evaluate("document.getElementById('spent').value") < 30
    everybody(plant)


def test_a_lesson_is_read_for_its_time_and_its_questions_are_answered_to_a_pass(second: Plant, screen: Page) -> None:
    begin(second)
    second.advance(24 * 60)
    screen.add_init_script(f"({VOICE})()")
    screen.clock.install(time=second.now)
    # The plant's time goes on only after the page's first word has come: time counts from there.
    with screen.expect_response(lambda answer: "training.beat" in (answer.request.post_data or "")):
        lesson(second, screen, SCAFFOLDER)
    expect(screen.locator("#left")).to_contain_text("再看")
    # Six minutes with the page in sight, while the network holds what the page tells of them: they count, as they have
    # gone by at the house too, and nothing waits for what is held.
    screen.route(
        "**/h5/act", lambda route: None if "training.beat" in (route.request.post_data or "") else route.continue_()
    )
    second.set_time(second.now + timedelta(minutes=6))
    screen.clock.run_for(6 * 60 * 1000)
    expect(screen.locator("#left")).to_have_text("往下看到底，就能答题。")
    screen.locator("[data-part]").last.scroll_into_view_if_needed()
    screen.clock.run_for(1000)
    expect(screen.locator("#left")).to_have_text("可以答题了。")
    assert lessons(SCAFFOLDER)[0].seconds < 60
    screen.locator("#learned").tap()
    expect(screen.locator("h1")).to_contain_text("题目发到聊天里了")
    follow(screen, "看培训档案")
    expect(screen.locator("main")).to_contain_text("在答题")
    second.settle()
    attempt = Attempt.select().get()
    # The lesson that is opened again leads to its questions.
    lesson(second, screen, SCAFFOLDER)
    expect(screen.locator("h1")).to_have_text("这一课学完了，题在等你答。")
    follow(screen, "去答题")
    expect(screen.locator("#head")).to_contain_text("第 1 题，共 3 题")
    question(second, screen)
    expect(screen.locator("#left")).to_contain_text("剩 ")
    screen.locator("#aloud").tap()
    options = screen.locator(".choice span").all_inner_texts()
    assert screen.evaluate("window.spoken") == [screen.locator("h1").inner_text(), *options]
    plain = screen.locator(".choice span").first.evaluate("each => getComputedStyle(each).fontSize")
    screen.locator("#larger").tap()
    assert screen.locator(".choice span").first.evaluate("each => getComputedStyle(each).fontSize") > plain
    squares = [box for each in screen.locator(".choice span").all() if (box := each.bounding_box())]
    for above, below in pairwise(squares):
        assert above["height"] >= 56 and below["y"] - above["y"] - above["height"] >= 12, "for gloves"
    screen.locator("#give").tap()
    said_at(screen, "选项", "选一个")
    for place in range(3):
        if place:
            question(second, screen)
        expect(screen.locator("#head")).to_contain_text(f"第 {place + 1} 题，共 3 题")
        right(screen, attempt, place)
        screen.locator("#give").tap()
        expect(screen.locator("h1")).to_contain_text("答对了")
        second.settle()
    expect(screen.locator("h1")).to_contain_text("过关")
    assert Attempt.get_by_id(attempt.id).outcome == lessons(SCAFFOLDER)[0].state == "passed"
    # Each page has told the same browser, so that a phone which others use too can be seen.
    uses = training_device.uses()
    assert {each.person for each in uses} == {SCAFFOLDER}
    assert (len(uses), len({each.device for each in uses}), shared(uses)) == (4, 1, [])
    follow(screen, "看培训档案")
    expect(screen.locator("main")).to_contain_text("过关")
    everybody(second)


def test_a_wrong_answer_is_explained_and_a_page_whose_time_is_over_gives_itself_up(plant: Plant, screen: Page) -> None:
    begin(plant)
    plant.advance(24 * 60)
    learn(plant, WELDER)
    attempt = Attempt.select().order_by(Attempt.id.desc()).get()
    ask = newest("training.question")
    show(plant, screen, WELDER, f"question/{ask.id}?r=1")
    wrong(screen, attempt)
    screen.locator("#give").tap()
    expect(screen.locator("h1")).to_contain_text("答错了，该选")
    follow(screen, "下一题")
    expect(screen.locator("#left")).to_contain_text("剩 ")
    # Answered elsewhere meanwhile: the page says what counts, and asks no more.
    counts = letters(attempt, 1)
    second = page_of(plant, WELDER, f"question/{newest('training.question').id}?r=1")
    assert second.act("training.answer", {"letters": counts})["ok"]
    choose(screen, next(each for each in "ABCD" if each not in counts))
    screen.locator("#give").tap()
    expect(screen.locator("h1")).to_contain_text(f"算数的是先前选的 {counts}，这次的没有收")
    expect(screen.locator("#left, #give")).to_have_count(0)
    plant.settle()
    ask = newest("training.question")
    show(plant, screen, WELDER, f"question/{ask.id}?r=1")
    expect(screen.locator("#left")).to_contain_text("剩 ")
    # In a demo that runs faster its clock does too: it counted the phone's seconds, the house the plant's.
    hurry(plant)
    screen.reload()
    expect(screen.locator("h1")).to_contain_text("时间到了，这题按没答算")
    plant.set_time(plant.now)
    plant.settle()
    assert "training.answered" in kinds(WELDER) and Attempt.get_by_id(attempt.id).paper.answers
    show(plant, screen, WELDER, f"question/{ask.id}?r=1")
    expect(screen.locator("h1")).to_contain_text("不用答了")
    everybody(plant)


def test_the_page_of_a_file_leads_on(plant: Plant, screen: Page) -> None:
    begin(plant)
    next_day(plant)
    show(plant, screen, WELDER, f"learning/{file_of(WELDER).number}")
    # Under each course stands who wants it, and how often.
    courses = screen.locator("main section", has=screen.locator("ul.rows"))
    said = [courses.nth(place).locator("h2 + p").inner_text() for place in range(courses.count())]
    assert len(said) > 3 and {*said} == {"焊工要学，12 个月一次"}, said
    screen.locator("summary", has_text="经过").tap()
    expect(screen.locator(".steps")).to_contain_text("要学")
    there_and_back(screen, "去学等着的这一课", "学完答 3 题")
    everybody(plant)


def test_the_console_counts_what_is_known_names_who_lacks_it_and_shows_one_file(plant: Plant, glass: Glass) -> None:
    with glass.lent(viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{plant.base}/console/training")
        expect(page.locator("#change")).to_contain_text("张卡片，一个人最多")
        page.get_by_role("button", name="开始培训").click()
        expect(page.locator(".head")).to_contain_text("由控制台账号")
        plant.turn()
        plant.turn()
        next_day(plant)
        plant.seen.clear()
        learn(plant, WELDER)
        for _ in range(3):
            give(plant, WELDER)
        page.goto(f"{plant.base}/console/training")
        page.locator("#hundreds a", has_text="从业人员").click()
        for turn in ("下一页", "上一页", "下一页"):
            page.locator("#missing").get_by_role("link", name=turn).click()
        expect(page.locator("#missing")).to_contain_text("《隐患辨识与上报》在学，过了 1/2 课")
        page.locator("#missing").get_by_role("link", name=plant.person(WELDER).name).click()
        expect(page.locator("h1")).to_contain_text(plant.person(WELDER).name)
        # Who wants a course stands once beside it.
        courses = {each.course for each in lessons(WELDER)}
        expect(page.locator("#lessons").get_by_text("焊工要学，12 个月一次")).to_have_count(len(courses))
        page.locator("summary", has_text="过关").first.click()
        page.go_back()
        row = page.locator("#year tbody tr").nth(10)
        expect(row.locator("td").nth(5)).to_have_text("1")
        planned, left = (int(row.locator("td").nth(place).inner_text()) for place in (4, 6))
        assert planned == left + 1 == sum(len(lessons(file.person)) for file in TrainingFile.select())
        for year in (str(plant.now.year + 1), str(plant.now.year - 1)):
            page.get_by_role("link", name=f"{year} 年").click()
            expect(page.locator("#year h2")).to_contain_text(f"{year} 年")
        page.get_by_role("link", name="一年的计划").click()
        page.get_by_role("link", name="没送到的").click()
        expect(page.locator("#untold")).to_contain_text("都送到了")
        page.get_by_role("link", name="待安全部核对").click()
        page.locator("#review tr", has_text="待审：").get_by_role("link").first.click()
        expect(page.locator("tbody tr", has_text="待核对").first).to_be_visible()
        page.get_by_role("link", name="传感器").click()
        page.locator(".rail").get_by_role("link", name="培训", exact=True).click()
        page.get_by_role("link", name="一年的计划").click()
        page.get_by_role("link", name="年的培训报告").click()
        expect(page.locator("h1")).to_have_text(f"培训报告 {plant.now.year} 年")
        expect(page.locator("#trail")).to_contain_text("危险作业人员 0%")
        page.go_back()
        page.get_by_role("link", name="谁缺什么").click()
        for turn in ("下一页", "上一页"):
            page.get_by_role("link", name=turn).first.click()
        for by in ("部门", "区域", "课程", "岗位"):
            page.get_by_role("link", name=f"按{by}").click()
            expect(page.locator("table").first.locator("th").first).to_have_text(by)
            page.locator("table").first.locator("a").first.click()
            expect(page.locator("table").first.locator("tbody tr")).to_have_count(1)
            page.go_back()
        page.locator("[name=post]").select_option("welder")
        for name in ("department", "area", "course"):
            page.locator(f"[name={name}]").select_option(index=0)
        page.get_by_role("button", name="看", exact=True).click()
        expect(page.locator(".head")).to_contain_text("焊工")
        page.locator("table").first.get_by_role("link", name="焊工").click()
        page.get_by_role("button", name="导出 Excel").click()
        expect(page.locator("main")).to_contain_text("培训覆盖 · 焊工")
        page.go_back()
        page.locator("#names").get_by_role("link", name=plant.person(WELDER).name).click()
        expect(page.locator("h1")).to_contain_text(plant.person(WELDER).name)
        for words in ("每一课", "学时", "证书", "演练和授课", "试卷", "卡片和消息", "经过"):
            page.get_by_role("link", name=words, exact=True).click()
        page.locator("#papers summary").first.click()
        attempt = Attempt.select().where(Attempt.outcome == "passed").get()
        _, content = training.content_of(attempt)
        for each in attempt.paper.questions:
            question = content.question(each.question)
            assert question
            expect(page.locator("#papers")).to_contain_text(question.stem)
        page.locator("summary", has_text="发出的").click()
        page.locator("summary", has_text="送达记录").click()
        page.get_by_role("link", name="导出留证包").click()
        expect(page.locator("[name=kind]")).to_have_value("training")
        page.goto(f"{plant.base}/console/training")
        wrote_down(page, plant)
        page.goto(f"{plant.base}/console/training")
        page.get_by_role("button", name="停止培训").click()
        expect(page.locator("#change .fault")).to_be_visible()
        page.locator("[name=reason]").fill("换教材")
        page.get_by_role("button", name="停止培训").click()
        expect(page.locator(".head")).to_contain_text("停止：换教材")
    [job] = ExportJob.select()
    advance(job.id, plant.house.settings, plant.now, plant_time.real_now())
    path = export.file_of(plant.house.settings.var, export.find(job.id))
    rows = list(load_workbook(path)["培训覆盖"].iter_rows(values_only=True))
    told = next(row for row in rows if row[2] == WELDER and row[4] == "隐患辨识与上报")
    assert (told[5], told[7], told[8]) == ("在学", 1, 2) and len({row[2] for row in rows[1:]}) == 3
    everybody(plant)


def pick(page: Page, field: Locator, typed: str, person: str) -> None:
    """Types the beginning of a name, and takes the person from what is suggested."""
    field.fill("")
    field.press_sequentially(typed)
    option = page.locator(".suggestions:visible li", has_text=person)
    option.click()
    expect(field).to_have_value(re.compile(f"{person}$"))


def paste(field: Locator, text: str) -> None:
    """A list from elsewhere, as a browser brings it."""
    field.focus()
    field.evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData("text", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def taken_back(page: Page, plant: Plant) -> None:
    """Of the drill somebody was not there: he is taken off it with the reason, and it stands with the correction."""
    stranger = plant.person("U13")
    page.locator("#kept tr", has_text="液氨泄漏").get_by_role("link", name="记错了").click()
    page.get_by_role("link", name="授课和现场演练").click()
    page.locator("#kept tr", has_text="液氨泄漏").get_by_role("link", name="记错了").click()
    expect(page.locator("h1")).to_have_text("更正：现场演练")
    page.get_by_role("button", name="写了名字的不算").click()
    expect(page.locator(".fault")).to_have_text("还差为什么不算")
    page.locator("[name=reason]").fill("那天他休息")
    # Without a name it was everybody, with the same button.
    page.get_by_role("button", name="写了名字的不算").click()
    expect(page.locator(".told")).to_contain_text("还没有写谁不算")
    page.get_by_role("button", name="2 人都不算").click()
    expect(page.locator(".told")).to_contain_text("这一次的 2 人都不算？")
    expect(page.get_by_role("button", name="对，2 人都不算")).to_be_visible()
    page.locator("[name=people]").fill("U08")
    expect(page.locator(".suggestions:visible")).to_be_visible()
    page.locator("[name=people]").press("Escape")
    page.get_by_role("button", name="写了名字的不算").click()
    expect(page.locator(".told")).to_contain_text("不在这一次里")
    page.get_by_role("button", name="再写一人").click()
    page.locator("[name=people]").first.fill("")
    pick(page, page.locator("[name=people]").last, stranger.name, stranger.id)
    page.get_by_role("button", name="写了名字的不算").click()
    row = page.locator("#kept tr", has_text="液氨泄漏")
    expect(row).to_contain_text("不算，那天他休息")
    lecture = page.locator("#kept tr", has_text="气防知识")
    lecture.get_by_role("link", name="记错了").click()
    page.locator("[name=reason]").fill("改期了")
    page.get_by_role("button", name="人都不算").click()
    page.get_by_role("button", name="对，1 人都不算").click()
    expect(lecture).to_contain_text("都更正了，不算")
    page.goto(f"{plant.base}/console/matters/{file_of(stranger.id).number}")
    expect(page.locator("#practised")).to_contain_text("不算了：2 学时")
    expect(page.locator("#practised")).to_contain_text("那天他休息")
    expect(page.locator("#hours")).not_to_contain_text("现场演练 2.0 学时")
    expect(page.locator("#trail")).to_contain_text("更正：现场演练")


def wrote_down(page: Page, plant: Plant) -> None:
    """The safety office writes down a drill on site and a lecture; both stand in the files of whoever was there."""
    page.get_by_role("link", name="授课和现场演练").click()
    page.get_by_role("link", name="培训", exact=True).last.click()
    page.get_by_role("link", name="授课和现场演练").click()
    page.get_by_role("button", name="记下来").click()
    expect(page.locator("#keep .fault").first).to_be_visible()
    welder, stranger = plant.person(WELDER), plant.person("U13")
    page.locator("[name=sort]").select_option("field")
    page.locator("[name=on]").fill(f"{plant.now:%Y-%m-%d}")
    page.locator("[name=title]").fill("液氨泄漏，疏散")
    page.locator("[name=hours]").fill("2")
    page.locator("[name=remarks]").fill("集合慢了两分钟")
    fields = page.locator("[name=people]")
    pick(page, fields.first, welder.name[:1], WELDER)
    fields.nth(1).fill("没有这个人")
    page.get_by_role("button", name="记下来").click()
    expect(page.locator(".fault")).to_contain_text("没有「没有这个人」")
    expect(fields.first).to_have_value(re.compile(f"{welder.name} .* {WELDER}"))
    page.get_by_role("button", name="再写一人").click()
    expect(fields).to_have_count(4)
    fields.nth(1).fill("")
    paste(fields.nth(1), f"{stranger.id}\n{welder.id}\n{stranger.name}")
    expect(fields).to_have_count(4)
    page.get_by_role("button", name="记下来").click()
    expect(page.locator("#kept")).to_contain_text(f"{stranger.name}")
    expect(page.locator("#kept tbody tr")).to_have_count(1)
    # The same once more is none, and what was typed stays.
    for title, said in (("液氨泄漏，疏散", "已经记过了"), ("", "")):
        page.locator("[name=sort]").select_option("field")
        page.locator("[name=title]").fill(title or "气防知识")
        page.locator("[name=hours]").fill("2" if title else "1.5")
        fields.first.fill(welder.name)
        if not title:
            page.locator("[name=sort]").select_option("class")
        page.get_by_role("button", name="记下来").click()
        if said:
            expect(page.locator(".told[role=alert]")).to_contain_text(said)
    expect(page.locator("#kept tbody tr")).to_have_count(2)
    taken_back(page, plant)
    page.goto(f"{plant.base}/console/drills")
    page.get_by_role("link", name="现场演练", exact=True).click()
    expect(page.locator("#fields tbody tr")).to_have_count(1)
    expect(page.locator("#fields")).to_contain_text("集合慢了两分钟")
    page.get_by_role("link", name="记一次现场演练").click()
    expect(page.locator("h1")).to_have_text("当面授课和现场演练")
    page.goto(f"{plant.base}/console/matters/{file_of(WELDER).number}")
    expect(page.locator("#practised")).to_contain_text("液氨泄漏，疏散")
    expect(page.locator("#practised")).to_contain_text("2 学时；集合慢了两分钟")
    expect(page.locator("#hours")).not_to_contain_text("当面授课 1.5 学时")
    expect(page.locator("#hours")).to_contain_text("现场演练 2.0 学时")
    expect(page.locator("#trail")).to_contain_text("现场演练：")
