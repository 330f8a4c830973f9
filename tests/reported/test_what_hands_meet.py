"""What hands met on the phone: forms that choose for nobody, photos that stand where they are seen, what was written
that comes back."""

from __future__ import annotations

from builders import page_of
from hazard_acts import again, asked, newest, owned
from hazard_photos import ELSEWHERE, REGION, look_page, reported
from hazard_photos import mend as mend_it
from hazard_screens import look_at_picture, open_report
from major_acts import ask_of, hinted, sorted_as_major, write_plan
from patrol_acts import asked as walkers
from patrol_acts import begin, of
from plant import Plant
from playwright.sync_api import Page, expect
from screens import choose, everybody, follow, said_at, show, take

from models.ask import Ask
from models.ledger import of_subject
from workers.comparing import compare
from workers.scenarios.phone import text_of


def test_a_photo_in_a_slot_that_was_folded_away_may_stand_in_the_one_that_is_seen(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    fixed = screen.locator("[name=fixed]")
    fixed.check()
    take(screen, "#fixed", "one.jpg")
    fixed.uncheck()
    take(screen, "main > section:first-of-type", "one.jpg")
    fixed.check()
    expect(screen.locator("#fixed [data-photos] li")).to_have_count(0)
    fixed.uncheck()
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("记下了")
    assert len(newest().report.photos) == 1
    everybody(plant)


def test_the_sort_form_chooses_for_nobody_and_asks_of_stopping_only_where_it_is_major(
    plant: Plant, screen: Page
) -> None:
    hazard = hinted(plant)
    ask = ask_of(hazard, "hazard.sort")
    show(plant, screen, ask.person, f"sort/{ask.id}?r=1")
    expect(screen.locator("input[type=radio]:checked")).to_have_count(0)
    expect(screen.locator("[name=basis]")).to_be_hidden()
    screen.get_by_role("button", name="定级").tap()
    said_at(screen, "一般还是重大", "选一般还是重大")
    choose(screen, "major")
    expect(screen.locator("[name=basis]")).to_be_visible()
    expect(screen.locator("[name=safe]")).to_be_hidden()
    screen.get_by_role("button", name="定级").tap()
    said_at(screen, "停用", "选停不停用")
    choose(screen, "go_on")
    expect(screen.locator("[name=safe]")).to_be_visible()
    choose(screen, "general")
    expect(screen.locator("[name=use] >> nth=0")).to_be_hidden()
    screen.locator("[name=category]").select_option("LEAK")
    screen.locator("[name=area]").select_option("tank")
    screen.get_by_role("button", name="定级").tap()
    expect(screen.locator("#answer h1")).to_contain_text("派给")
    assert again(hazard).grade == "general"
    everybody(plant)


def test_a_tapped_normal_is_changed_until_the_round_ends(plant: Plant, screen: Page) -> None:
    begin(plant)
    plant.advance(230)
    patrol = of("ws3/shift_foreman")
    [walker] = walkers(patrol)
    ask = Ask.select().where(Ask.kind == "patrol.walk", Ask.person == walker).order_by(Ask.id.desc()).get()
    show(plant, screen, walker, f"round/{ask.id}?r=1")
    card = screen.locator("[data-point]").first
    expect(card.locator(".redo")).to_be_hidden()
    card.get_by_role("button", name="正常").tap()
    expect(card.locator(".word")).to_have_text("正常")
    card.get_by_role("button", name="点错了，改").tap()
    card.get_by_role("button", name="有问题").tap()
    expect(card.locator(".word")).to_have_text("有问题")
    expect(card.locator(".redo")).to_be_hidden()
    plant.settle()
    everybody(plant)


def test_more_time_is_asked_for_at_once_seen_with_its_photo_and_denied_with_a_reason(
    plant: Plant, screen: Page
) -> None:
    hazard = owned(plant)
    show(plant, screen, hazard.owner, f"hazard/{hazard.number}")
    screen.get_by_role("link", name="要延期").click()
    expect(screen.locator("[name=until]")).to_be_in_viewport()
    screen.locator("[name=until]").fill("2026-11-28T08:00")
    screen.locator(".choice", has_text="等备件").tap()
    screen.locator("[name=reason]").fill("后天到")
    screen.locator("[name=interim]").fill("围起来，挂牌停用")
    take(screen, "details[open]", "fence.jpg")
    screen.get_by_role("button", name="申请延期").tap()
    expect(screen.locator("main")).to_contain_text("延到 11月28日 08:00：送批了，等")
    plant.settle()
    owners = plant.phone(hazard.owner).card(lambda title: "请整改" in title)
    assert "送批了，等" in text_of(owners) and "要延期" not in text_of(owners)
    boss = asked(hazard, "hazard.extension")
    card = plant.expect(boss, "批延期")
    assert "小时内" not in text_of(card) and "不同意" not in text_of(card)
    ask = ask_of(hazard, "hazard.extension")
    show(plant, screen, boss, f"extension/{ask.id}?r=1")
    expect(screen.get_by_alt_text("这段时间的围挡、停用的照片")).to_be_visible()
    look_at_picture(screen)
    screen.get_by_role("button", name="不同意").tap()
    said_at(screen, "不同意", "写为什么不同意")
    screen.locator("[data-label=不同意] input").fill("备件今天就到")
    screen.get_by_role("button", name="不同意").tap()
    expect(screen.locator("#answer h1")).to_contain_text("不同意延期，已告诉")
    follow(screen, "看这条隐患")
    expect(screen.locator("header")).to_contain_text(hazard.number)
    plant.settle()
    assert any("备件今天就到" in text_of(each) for each in plant.phone(hazard.owner).messages())
    show(plant, screen, hazard.owner, f"later/{ask_of(hazard, 'hazard.fix').id}?r=1")
    expect(screen.locator("main")).to_contain_text("不同意延期：备件今天就到")
    screen.locator("[name=until]").fill("2026-11-27T18:00")
    screen.locator(".choice", has_text="等备件").tap()
    screen.locator("[name=reason]").fill("备件没到")
    screen.locator("[name=interim]").fill("围起来")
    take(screen, "details[open]", "fence2.jpg")
    screen.get_by_role("button", name="申请延期").tap()
    expect(screen.locator("main")).to_contain_text("送批了，等")
    plant.settle()
    show(plant, screen, asked(hazard, "hazard.extension"), f"extension/{ask_of(hazard, 'hazard.extension').id}?r=1")
    screen.get_by_role("button", name="同意", exact=True).tap()
    expect(screen.locator("#answer h1")).to_contain_text("同意延期")
    everybody(plant)


def test_whoever_is_to_plan_may_say_that_it_is_not_his(plant: Plant) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    other = next(each for each in ("U20", "U34", "U07") if each != hazard.owner)
    page = page_of(plant, hazard.owner, f"other/{ask_of(hazard, 'hazard.plan').id}")
    assert "该归谁" in page.html
    answer = page.act("hazard.not_mine", {"person": other}, text="不是我的设备")
    assert "问上去了，等" in answer["words"], answer
    plant.settle()
    decides = asked(hazard, "hazard.dispute")
    plant.phone(decides).tap(plant.expect(decides, "定归谁改"), "换给他")
    plant.settle()
    assert (again(hazard).owner, again(hazard).state) == (other, "planning")
    assert ask_of(hazard, "hazard.plan").person == other
    everybody(plant)


def test_nobody_decides_on_a_comparison_that_is_out_of_date(plant: Plant, screen: Page) -> None:
    hazard = reported(plant, mark={"photo": 0, **REGION})
    mend_it(plant, hazard)
    checker, ask = asked(hazard, "hazard.check"), ask_of(hazard, "hazard.check")
    show(plant, screen, checker, f"recheck/{ask.id}?r=1")
    expect(screen.locator("main")).to_contain_text("还在对比")
    screen.locator("[data-label=没改好] input").fill("还露着")
    assert compare(plant.now) == 1
    # The page comes again by itself, with what was written.
    expect(screen.locator("main")).to_contain_text("看得出变化", timeout=15_000)
    expect(screen.locator("main")).not_to_contain_text("还在对比")
    expect(screen.locator("[data-label=没改好] input")).to_have_value("还露着")
    other = look_page(plant, hazard)
    photo = hazard.report.photos[0].sha256
    assert other.act("hazard.mark", {"of": photo, "region": ELSEWHERE})["tone"] == "done"
    screen.get_by_role("button", name="没改好，退回").tap()
    expect(screen.locator("#answer-words")).to_contain_text("照片对比有了新的")
    expect(screen.locator("main")).to_contain_text("重新对比")
    assert again(hazard).state == "submitted"
    expect(screen.locator("[data-label=没改好] input")).to_have_value("还露着")
    screen.get_by_role("button", name="没改好，退回").tap()
    expect(screen.locator("#answer h1")).to_contain_text("退回责任人再改")
    entry = [each for each in of_subject(hazard.subject) if each.kind == "hazard.checked"][-1]
    assert '"compared":"comparing"' in entry.canonical.replace(" ", "")
    plant.settle()
    everybody(plant)


def test_what_was_written_of_mending_and_of_the_plan_comes_back(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    path = f"fix/{ask_of(hazard, 'hazard.fix').id}?r=1"
    show(plant, screen, hazard.owner, path)
    screen.locator("[data-label=做了什么] textarea").fill("换了门")
    take(screen, "main", "after.jpg")
    show(plant, screen, hazard.owner, path)
    expect(screen.locator("[data-label=做了什么] textarea")).to_have_value("换了门")
    expect(screen.locator("[data-photos] li").first).to_contain_text("after.jpg")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("报上去了")
    plant.settle()
    everybody(plant)


def test_a_plan_that_is_given_back_keeps_who_answers_for_it(plant: Plant, screen: Page) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    path = f"plan/{ask_of(hazard, 'hazard.plan').id}?r=1"
    show(plant, screen, hazard.owner, path)
    screen.locator("[name=measures]").fill("先倒空，再换阀")
    screen.get_by_role("button", name="找责任领导").tap()
    screen.locator("#sheet input").fill("蔺砚秋")
    screen.locator("#sheet button", has_text="蔺砚秋").tap()
    show(plant, screen, hazard.owner, path)
    expect(screen.locator("[name=measures]")).to_have_value("先倒空，再换阀")
    expect(screen.locator("[data-people=leader] .chip")).to_contain_text("蔺砚秋")
    assert write_plan(plant, hazard)["ok"]
    ask = ask_of(hazard, "hazard.approve")
    page = page_of(plant, ask.person, f"approve/{ask.id}")
    assert page.act("hazard.turn_back", {}, text="没写怎么隔开")["ok"]
    plant.settle()
    show(plant, screen, hazard.owner, f"plan/{ask_of(hazard, 'hazard.plan').id}?r=1")
    expect(screen.locator("[data-people=leader] .chip input")).to_have_value("U15")
    everybody(plant)
