"""What is seen of letting somebody in: pages by hand, papers, packages, the console."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import requests
from builders import (
    FOREMAN,
    GUARDIAN,
    MANAGER,
    fresh,
    page_of,
)
from glass import Glass
from let_in_acts import (
    SAYS,
    TITLE,
    WHY,
    ask,
    asked,
    at_the_form,
    grant,
    in_the_request,
    passed,
    request_number,
    watching,
)
from plant import Plant
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from pypdf import PdfReader
from screens import ask_of, everybody, said_at, show
from touch import write_name
from training_acts import file_of

from handlers.permits import life
from handlers.training import reporting
from models import ledger, store, training_report
from models.book import book
from models.seals import seal_all
from models.subject import Subject
from models.training import Learning
from workers.evidence.export import export_matter
from workers.evidence.people import people_of
from workers.evidence.permits.accident import differences
from workers.evidence.permits.record import read
from workers.evidence.verify import verify
from workers.scenarios.phone import Page


def test_it_is_all_done_by_hand(plant: Plant, screen: Screen) -> None:
    at_the_form(plant)
    show(plant, screen, FOREMAN, f"request/{request_number()}?r=1")
    screen.locator("select[name=area]").select_option("sewage")
    screen.get_by_role("link", name="有人只缺课，请安全部门放行").tap()
    screen.locator("[data-act]").tap()
    expect(screen.locator("[data-label=谁]")).to_contain_text("选要放行的人")
    # The form had said where.
    expect(screen.locator("[name=area]:checked")).to_have_value("sewage")
    for area in ("tank", "sewage"):
        screen.locator(f".choice:has([name=area][value={area}])").tap()
        expect(screen.locator("[name=area]:checked")).to_have_value(area)
    screen.locator(".choice", has_text="乐正迟").tap()
    screen.locator("#reason").fill(WHY)
    screen.locator("[data-act]").tap()
    expect(screen.locator("#answer")).to_contain_text("没定以前他不能干")
    plant.settle()
    plant.expect(MANAGER, "缺课能不能干")
    show(plant, screen, MANAGER, f"letin/{asked().id}")
    expect(screen.locator("main")).to_contain_text(WHY)
    screen.locator("summary").tap()
    screen.locator("#not-yet").tap()
    expect(screen.locator("[data-label=为什么不放]")).to_contain_text("写一句")
    screen.locator("#reason").fill("先让他学完")
    screen.locator("#said").fill(SAYS)
    screen.locator("#confirm").click()
    said_at(screen, "手写签名", "还没有签名")
    screen.locator("#again").click()
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("放行了，只这一张票")
    plant.settle()
    everybody(plant)


def test_whoever_chooses_people_reads_what_came_of_asking(plant: Plant, screen: Screen) -> None:
    """He read 「让他先学完」 of somebody who was asked for, or let in for another area."""
    form = at_the_form(plant)
    assert guardian_in(form, "sewage") == (
        ["《用电安全与触电急救》还没学完，宽限到2026年11月25日，让他先学完，或请安全部门放行"],
        "",
    )
    assert ask(plant, request_number())["tone"] == "done"
    assert guardian_in(form, "sewage")[0][0].endswith("，已请卞予安定")
    assert guardian_in(form, "tank")[0][0].endswith("，已请卞予安定（污水处理站）")
    show(plant, screen, FOREMAN, f"letask/{request_number()}-sewage")
    screen.locator("summary", has_text="已经请的").tap()
    expect(screen.locator(".choice", has_text="乐正迟")).to_contain_text("已请卞予安定")
    grant(plant)
    assert guardian_in(form, "sewage") == ([], "缺课放行")
    assert guardian_in(form, "tank")[0][0].endswith("，只放行在污水处理站")
    screen.reload()
    screen.locator("summary", has_text="已经请的").tap()
    expect(screen.locator(".choice", has_text="乐正迟")).to_contain_text("缺课放行")
    show(plant, screen, FOREMAN, f"letask/{request_number()}-tank")
    expect(screen.locator(".choice:has(input:enabled)", has_text="乐正迟")).to_contain_text("只放行在污水处理站")
    everybody(plant)


def guardian_in(form: Page, area: str) -> tuple[list[str], str]:
    """What keeps him from watching in this area, as the form's search has it, and what stands beside his name."""
    asked = {"role": "guardian", "words": "乐正迟", "area": area}
    sent = requests.post(f"{form.base}/h5/people", json=asked, headers={"X-Page-Token": form.token}, timeout=20)
    [his] = [each for each in sent.json()["people"] if each["id"] == GUARDIAN]
    return his["lacks"], his["paper"]


def test_the_way_there_stands_where_the_lack_is_seen(plant: Plant, screen: Screen) -> None:
    permit = watching(plant)
    passed(plant, "HOT-201", plant.now.date() - timedelta(days=1))
    watch = ask_of(permit, "permit.watch", GUARDIAN)
    ways = ((FOREMAN, f"permit/{permit.number}"), (FOREMAN, f"join/{permit.number}"), (GUARDIAN, f"handover/{watch}"))
    for person, page in ways:
        show(plant, screen, person, page)
        if page.startswith("join/"):
            screen.locator("summary", has_text="今天不能加的人").first.tap()
        screen.get_by_role("link", name="放行").tap()
        expect(screen.locator("h1")).to_contain_text(f"请放行缺课的人：一级动火 · 污水处理站（{permit.number}）")
        expect(screen.locator(".choice", has_text="乐正迟")).to_contain_text("到期了")
    everybody(plant)


def test_the_printed_permit_has_it_with_the_signature_and_a_forged_one_is_named(plant: Plant) -> None:
    permit = in_the_request(plant)
    seal_all(plant.now)
    record = read(fresh(permit), people_of(int(permit.rules), plant.now))
    [act] = record.on_site["缺课放行"]
    assert act.signed and act.png
    assert f"当监护人，缺{TITLE}" in act.words and "签字，只这张票" in act.words and SAYS in act.words
    assert differences(fresh(permit), plant.now).strip() == ""
    [how] = fresh(permit).work.let_in
    store.write(lambda: life.note(permit, fresh(permit).work.letting_in(how.but(person="U31"))))
    assert "缺课放行" in differences(fresh(permit), plant.now)
    everybody(plant)


def test_packages_of_the_permit_and_of_the_year_s_report_have_it(plant: Plant, tmp_path: Path) -> None:
    permit = in_the_request(plant)
    year = plant.now.year

    def counted() -> Subject:
        report = training_report.opened(year, plant.now)
        data = reporting.figures(year, book(plant.now), plant.now)
        ledger.append(report, training_report.COUNTED, plant.now, actor={"system": "training"}, data=data)
        return report

    report = store.write(counted)
    for subject, words in ((permit.subject, "签字，只这张票"), (report, "缺课放行（1 次）")):
        package = tmp_path / f"{subject.id}.zip"
        export_matter(subject, package, plant.base, plant.now)
        sound, told = verify(package)
        assert sound, told
        with ZipFile(package) as archive:
            paper = next(each for each in archive.namelist() if each.endswith(".pdf"))
            pages = PdfReader(io.BytesIO(archive.read(paper))).pages
        assert words in "".join(page.extract_text() for page in pages).replace("\n", "")
    everybody(plant)


def test_who_was_let_in_and_has_no_part_in_it_is_said_to_be_of_no_use(plant: Plant, glass: Glass) -> None:
    """For the one who takes over nothing is said once he watches; whoever was let in and never comes is named."""
    permit = watching(plant)
    heir, never = "U20", "U31"
    for each in (heir, never):
        file = file_of(each)
        gone = plant.now.date() - timedelta(days=1)
        Learning.update(state="passed", until=gone).where(Learning.file == file).execute()
        assert ask(plant, permit.number, person=GUARDIAN, whom=each)["tone"] == "done"
        grant(plant)
    page = page_of(plant, FOREMAN, f"permit/{permit.number}").html
    assert page.count("还没有用上") == 2
    store.write(lambda: life.note(permit, fresh(permit).work.guarded_by(heir)))
    page = page_of(plant, FOREMAN, f"permit/{permit.number}").html
    assert page.count("还没有用上") == 1
    seal_all(plant.now)
    acts = read(fresh(permit), people_of(int(permit.rules), plant.now)).on_site["缺课放行"]
    assert "还没有用上" in acts[-1].words
    with glass.lent(viewport={"width": 360, "height": 740}) as desk:
        desk.goto(f"{plant.base}/console/training/let-in")
        expect(desk.locator("tbody tr", has_text="还没有用上")).to_have_count(1)
        desk.locator(".jumps a", has_text="培训").click()
        expect(desk.locator("h1")).to_have_text("培训")
    everybody(plant)


def test_the_console_lists_each_month(plant: Plant, glass: Glass) -> None:
    permit = in_the_request(plant)
    with glass.lent(viewport={"width": 360, "height": 740}) as desk:
        desk.goto(f"{plant.base}/console/training")
        desk.get_by_role("link", name="缺课放行").click()
        row = desk.locator("tbody tr")
        expect(row).to_have_count(1)
        for words in ("乐正迟", TITLE, permit.number, WHY, SAYS, "放行了"):
            expect(row).to_contain_text(words)
        desk.get_by_role("link", name="上个月").click()
        expect(desk.locator(".empty")).to_be_visible()
        desk.get_by_role("link", name="下个月").click()
        expect(row).to_have_count(1)
        [told] = reporting.figures(plant.now.year, book(plant.now), plant.now)["let_in"]
        assert (told["permit"], told["person"], told["by"]) == (permit.number, GUARDIAN, MANAGER)
        row.get_by_role("link").click()
        expect(desk.locator("body")).to_contain_text(permit.number)
    everybody(plant)
