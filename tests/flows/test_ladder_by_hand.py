"""The ladder by hand: the office chooses the cards of a month, the weekly link is answered on a small phone, and the
console shows what is known, which questions are good, and what cards buy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from doors import doors
from glass import Glass
from hazard_acts import cleared
from plant import Plant, anhe, running_plant
from playwright.sync_api import Page, expect
from screens import VOICE, everybody, follow, said_at, show
from training_acts import DAY, WELDER, file_of, give, lessons, letters_of, office, open_paper, passed, small
from worlds import Here

from handlers.plant import keep
from handlers.training import budgeting
from models import store, training, training_device
from models.ask import Ask
from models.book import book
from models.drill import ALONE, DrillRun
from models.drill_sheet import Part, Sheet
from models.subject import open_subject
from models.training import Attempt, Learning
from models.training_paper import Given, Paper, Shown
from rules.training.ways import Way


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """Only welders have something to learn: two lessons."""
    data = small(anhe(), "welder", "HOT-201", lessons=2)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def choose(plant: Plant, screen: Page, cards: int) -> None:
    show(plant, screen, office(plant), "learning/now")
    if screen.locator("summary", has_text="几张题卡").count():
        screen.locator("summary", has_text="几张题卡").tap()
    screen.locator(".choice", has=screen.locator(f"input[value='{cards}']")).tap()
    screen.get_by_role("button", name="定下来").tap()
    expect(screen.locator("h1")).to_contain_text("定了")


def test_the_cards_of_a_month_are_chosen_and_the_weekly_link_is_answered(plant: Plant, screen: Page) -> None:
    show(plant, screen, office(plant), "learning/now")
    expect(screen.locator("main")).to_contain_text("不是保证")
    expect(screen.locator("main")).to_contain_text("第一个月约")
    passed(plant)
    for days in (3, 1):
        plant.advance(days * DAY)
        give(plant, WELDER)
    choose(plant, screen, 1)
    assert budgeting.chosen() == 1
    # The ladder wants both again on the same day.
    store.write(lambda: Learning.update(asked_at=plant.now + timedelta(days=7)).execute())
    plant.advance(9 * DAY)
    ask = Ask.select().where(Ask.kind == "training.week").get()
    address = f"week/{ask.id}?r=1"
    screen.add_init_script(f"({VOICE})()")
    show(plant, screen, WELDER, address)
    expect(screen.locator("#left")).to_contain_text("剩 ")
    screen.locator("#larger").tap()
    screen.locator("#aloud").tap()
    assert screen.evaluate("window.spoken") == screen.locator("h1, .choice span").all_inner_texts()
    screen.locator("#give").tap()
    said_at(screen, "选项", "选一个")
    asked = 0
    while Attempt.select().where(Attempt.outcome == "").exists():
        letters, _ = letters_of(open_paper(WELDER), 0)
        last = screen.locator("#ask").get_attribute("data-last")
        screen.locator(".choice", has=screen.locator(f"input[value='{letters}']")).tap()
        screen.locator("#give").tap()
        if last:
            break
        expect(screen.locator("#told h2")).to_have_text("答对了")
        asked += 1
        screen.locator("#onward").tap()
        expect(screen.locator("#ask")).to_be_visible()
    assert asked == 1
    expect(screen.locator("h1")).to_contain_text("答对了")
    follow(screen, "看培训档案")
    expect(screen.locator("main")).to_contain_text(plant.person(WELDER).name)
    show(plant, screen, WELDER, address)
    expect(screen.locator("h1")).to_contain_text("不用答了")
    plant.settle()
    everybody(plant)


HEADS = {"还记得多少": "学过的还记得多少", "题目": "题好不好", "题卡": "几张题卡，买到什么"}


def lead(page: Page, tab: str) -> None:
    """The tab leads to its page, from wherever it is."""
    page.get_by_label("掌握").get_by_role("link", name=tab, exact=True).click()
    expect(page.locator("h1")).to_have_text(HEADS[tab])
    expect(page.get_by_label("掌握").locator("[aria-current]")).to_have_text(tab)


def test_the_console_shows_what_is_known_which_questions_are_good_and_what_cards_buy(
    plant: Plant, glass: Glass
) -> None:
    with glass.lent(viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{plant.base}/console/training/known")
        expect(page.locator("main")).to_contain_text("还没有人有要学的课")
        passed(plant)
        plant.advance(3 * DAY)
        give(plant, WELDER)
        page.goto(f"{plant.base}/console/training")
        page.get_by_role("link", name="还记得多少").click()
        for by in ("区域", "课", "人", "岗位"):
            page.get_by_role("link", name=f"按{by}", exact=True).click()
            expect(page.locator("table").first.locator("th").first).to_have_text(by)
        row = page.locator("table").first.locator("tr", has_text="焊工")
        expect(row).to_contain_text("人数太少（0 人）")
        expect(row.locator("td").nth(5)).to_have_text("1/1")
        # What people do: nothing is said of the shares of few, and of a plant of few.
        expect(row.locator("td").nth(6)).to_have_text("人数太少（0 人）")
        expect(row.locator("td").nth(7)).to_have_text(re.compile(r"人数太少（\d 人）"))
        expect(row.locator("td").nth(8)).to_have_text("0 人次")
        people = [each.id for each in book(plant.now).plant.people]
        store.write(lambda: drilled_and_reported(plant, people))
        page.reload()
        whole = f"演练一次合格 50%（15/30 次，30 人）；每人报隐患 0.1 个（3 个，{len(people)} 人）；作业中撤下 0 人次"
        expect(page.locator("#done")).to_contain_text(whole)
        page.get_by_role("link", name="按课", exact=True).click()
        expect(page.locator("#done")).to_have_count(0)
        page.get_by_role("link", name="按岗位", exact=True).click()
        expect(page.locator("main")).to_contain_text("91%")
        # Each tab from each of the three pages, with the two below.
        for tab in ("还记得多少", "题卡", "题卡", "题目", "题目", "还记得多少", "题目"):
            lead(page, tab)
        page.get_by_role("link", name="下一页").click()
        page.get_by_role("link", name="上一页").click()
        page.locator("[name=show]").select_option("flagged")
        page.locator("[name=course]").select_option("HOT-201")
        page.get_by_role("button", name="看", exact=True).click()
        expect(page.locator(".head")).to_contain_text("0 题")
        lead(page, "题卡")
        expect(page.locator("main")).to_contain_text("不发，一年一次复训，只抽查")
        store.write(lambda: answer_unseen(plant))
        lead(page, "还记得多少")
        expect(page.locator("tr", has_text=re.compile("^全厂"))).to_contain_text(
            re.compile(r"56%\s+\d+–\d+%，30 人 30 题")
        )
        store.write(lambda: hand_on(plant))
        page.goto(f"{plant.base}/console/training/questions?show=leak")
        row = page.locator("tr", has_text="分钟内换人 1 次，其中 1 次是同一课")
        expect(row).to_contain_text(plant.person("U34").name)
        expect(row).to_contain_text(plant.person("U35").name)
        expect(page.locator("main")).to_contain_text("这不说明谁替谁答")
        row = page.locator("tbody tr").first
        expect(row).to_contain_text("第一周以后突然都会了，可能传开了")
        expect(row).to_contain_text("67%")
        goal = page.locator("section", has_text="哪个目标答得差").locator("tbody tr", has_text="第 1 课")
        expect(goal).to_have_text(re.compile(r"会先停下来\s*第 1 课\s*3\d\s*\d\d%", re.DOTALL))
        retire(plant, "HOT-201-L1-Q18")
        lead(page, "题目")
        page.locator("[name=show]").select_option("retired")
        page.get_by_role("button", name="看", exact=True).click()
        expect(page.locator(".head")).to_contain_text("1 题")
        row = page.locator("tbody tr").first
        expect(row).to_contain_text("11月24日停用")
        expect(row).to_contain_text("67%")
        expect(row).to_contain_text("会先停下来")
        page.goto(f"{plant.base}/console/training/questions?show=leak&course=HOT-201")
        expect(goal.filter(has_text="会先停下来").locator("td").last).to_have_text("—")
        expect(goal).to_have_count(2)
        expect(page.locator(".head")).to_contain_text("0 题")
        lead(page, "还记得多少")
        expect(page.locator("#apart")).to_have_text(re.compile(r"比不了：人数太少（.*0 人、.*30 人），每种至少 30 人"))
        store.write(lambda: answer_unseen(plant, "cards", wrong=0))
        page.reload()
        expect(page.locator("#apart")).to_have_text(
            re.compile(r"^「微课，答题，隔几天一题」比「微课，答题」高 44 个百分点（\d+～\d+），人不是随机分的，不能说")
        )
        ways = page.locator("section", has_text="怎么教，记得多少")
        expect(ways).to_contain_text("演练花的时间没有算进去。本厂量到的只分过关以后有没有隔几天一题")
        learn_again(page, plant)
    everybody(plant)


def drilled_and_reported(plant: Plant, people: list[str]) -> None:
    """Thirty people were drilled alone, half of whom passed; one reported three hazards."""
    for number, person in enumerate(people[:30]):
        DrillRun.create(
            subject=open_subject(f"drill/YL-{number}", plant.now),
            number=f"YL-{number}",
            drill="D1",
            kind=ALONE,
            title="氨泄漏",
            state="archived",
            outcome="passed" if number % 2 else "failed",
            opened_at=plant.now,
            closed_at=plant.now,
            sheet=Sheet(seed="", parts=(Part(person=person),)),
            rules=book(plant.now).version,
        )
    for number in range(3):
        cleared(people[0], plant.now - timedelta(days=2), number, people[1])


def learn_again(page: Page, plant: Plant) -> None:
    """The safety office has the welder learn once more, with the reason; it comes, and his pass holds all the same."""
    before = [(each.until, each.round) for each in lessons(WELDER)]
    page.goto(f"{plant.base}/console/training")
    page.get_by_role("link", name="再学一遍").click()
    page.get_by_role("link", name="培训", exact=True).last.click()
    page.get_by_role("link", name="再学一遍").click()
    page.get_by_role("button", name="让他们再学").click()
    expect(page.locator(".fault").first).to_be_visible()
    page.locator("[name=course]").select_option("HOT-201")
    page.locator("[name=reason]").fill("十一月的险情")
    page.get_by_role("button", name="再写一人").click()
    expect(page.locator("[name=people]")).to_have_count(4)
    for people, said in ((office(plant), "没有过了关的这门课"), (plant.person(WELDER).name, "1 人要再学")):
        page.locator("[name=people]").first.fill(people)
        page.get_by_role("button", name="让他们再学").click()
        expect(page.locator(".told")).to_contain_text(said)
    now = lessons(WELDER)
    assert {each.state for each in now} == {"open"}
    assert [(each.until, each.round) for each in now] == [(until, number + 1) for until, number in before]
    page.goto(f"{plant.base}/console/matters/{file_of(WELDER).number}")
    expect(page.locator("#trail")).to_contain_text("再学一遍：十一月的险情")
    expect(page.locator("#compared")).not_to_contain_text("不符")
    for words in ("过后", "》过关"):
        page.locator("#papers summary", has_text=words).first.click()
    expect(page.locator("#papers details[open]")).to_have_count(2)
    plant.seen.clear()
    plant.advance(2 * DAY)
    plant.expect(WELDER, "学一课")


def retire(plant: Plant, name: str) -> None:
    """The safety office writes it into courses.yaml and loads that."""
    data = small(anhe(), "welder", "HOT-201", lessons=2)
    course = next(each for each in data["courses"]["courses"] if each["id"] == "HOT-201")
    for question in (each for lesson in course["lessons"] for each in lesson["questions"]):
        question |= {"retired": "2026-11-24"} if question["id"] == name else {}
    store.write(lambda: keep(data, plant.now))


def hand_on(plant: Plant) -> None:
    """Two people end a lesson on one phone within minutes."""
    for person, minutes in (("U34", 0), ("U35", 6)):
        training_device.used("a phone #1", person, "HOT-201-L1", plant.now + timedelta(minutes=minutes))


def answer_unseen(plant: Plant, taught: Way = "lesson", wrong: int = 10) -> None:
    """Thirty people who have left since had answered one unseen question: ten wrongly, and after a week all rightly."""
    asked = "HOT-201-L1-Q18"
    for number in range(30):
        right = number >= wrong
        at = plant.now + timedelta(days=8 * right)
        file = training.opened(f"{taught}-{number}", book(plant.now), plant.now)
        mine = Learning.create(
            file=file, lesson="HOT-201-L1", course="HOT-201", state="passed", months=12, wanted=False
        )
        given = Given(options=("A" if right else "B",), right=right, at=at)
        shown = (Shown(question=asked, order=tuple("ABCD")),)
        paper = Paper(seed="", questions=shown, answers={asked: given}, days=30, taught=taught)
        came = {"outcome": "right" if right else "wrong", "opened_at": at, "closed_at": at, "rules": file.rules}
        Attempt.create(learning=mine, kind="test", paper=paper, **came)
