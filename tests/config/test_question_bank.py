"""A question bank comes from Excel into the plant's courses; every row that can't be accepted is said at its cell."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from workbooks import column

from config.loader import load, problems
from config.settings import Settings
from config.sheets import bank
from handlers.commands import register
from models import store
from rules.training.courses import Lesson

PLANTS = Path(__file__).parents[2] / "config" / "plants"
OWN, TAKEN = "NH3-301-L1", "HAZ-101-L1"
Edit = Callable[[Any], object]
NEW = {
    "课": "认识液氨",
    "题型": "单选",
    "题目": "闻到很淡的氨味，先做什么？",
    "选项A": "报告，查漏点",
    "选项B": "不管它",
    "选项C": "关掉报警器",
    "答案": "A",
    "解析": "小漏会变成大漏。",
    "出处": "企业预案",
    "目标": "知道氨怎么漏、往哪里走",
}


@pytest.fixture(autouse=True)
def no_store(tmp_path: Path) -> None:
    store.open_store(f"sqlite:///{tmp_path / 'none.db'}")


@cache
def written(plant: str, lesson: str) -> bytes:
    """The bank as the command writes it; of one lesson alone, where one is named."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bank.xlsx"
        bank.write(file, PLANTS / plant)
        if lesson:
            book = load_workbook(file)
            leave_only(lesson, book)
            book.save(file)
        return file.read_bytes()


def leave_only(lesson: str, book: Workbook) -> None:
    sheet, place = book["题库"], column(book, "题库", "编号")
    for row in range(sheet.max_row, 1, -1):
        if not str(sheet.cell(row, place).value).startswith(f"{lesson}-"):
            sheet.delete_rows(row)


def workbook(folder: Path, *edits: Edit, plant: str = "anhe", only: str = "") -> Path:
    """The bank, or the rows of one lesson, edited."""
    file = folder / "bank.xlsx"
    file.write_bytes(written(plant, only))
    book = load_workbook(file)
    for edit in edits:
        edit(book)
    book.save(file)
    return file


def row_of(book: Workbook, question: str) -> int:
    place = column(book, "题库", "编号")
    return next(row for row in range(2, 1000) if book["题库"].cell(row, place).value == question)


def put(question: str, title: str, value: Any) -> Edit:
    return lambda book: book["题库"].cell(row_of(book, question), column(book, "题库", title), value)


def add(**changes: Any) -> Edit:
    def edit(book: Workbook) -> None:
        sheet = book["题库"]
        row = sheet.max_row + 1
        for title, value in {**NEW, **changes}.items():
            sheet.cell(row, column(book, "题库", title), value)

    return edit


def without(*titles: str) -> Edit:
    """As a workbook was written before these columns came."""
    return lambda book: [book["题库"].delete_cols(column(book, "题库", title)) for title in titles]


def drop(question: str) -> Edit:
    return lambda book: book["题库"].delete_rows(row_of(book, question))


def copied(tmp_path: Path, plant: str = "anhe") -> Path:
    return Path(shutil.copytree(PLANTS / plant, tmp_path / plant))


def command(*words: str) -> Result:
    group = click.Group()
    register(group, Settings(var=Path("var")))
    return CliRunner().invoke(group, ["import-questions", *words])


def lesson(folder: Path, name: str) -> Lesson:
    found = load(folder).courses.lesson(name)
    assert found
    return found[1]


@pytest.mark.parametrize("plant", ["anhe", "lizhou"])
def test_what_the_command_writes_comes_back_unchanged(tmp_path: Path, plant: str) -> None:
    folder, file = copied(tmp_path, plant), tmp_path / "bank.xlsx"
    assert "写好了" in command(str(file), "--template", "--plant", str(folder)).output
    assert command(str(file), "--plant", str(folder)).output == "和 courses.yaml 一样，没有要改的\n"
    assert "已经有" in command(str(file), "--template", "--plant", str(folder)).output


def test_questions_are_added_changed_and_left_out_in_own_and_in_taken_lessons(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before, version = lesson(folder, TAKEN), load(folder).courses.version
    file = workbook(
        tmp_path,
        add(),
        put(f"{OWN}-Q1", "解析", "冷的氨雾贴地走。"),
        put(f"{OWN}-Q2", "核对日期", "2026-11-20"),
        put(f"{OWN}-Q3", "停用日期", "2026-11-24"),
        drop(f"{TAKEN}-Q6"),
        add(课=TAKEN, 题目="哪两样是隐患？", 题型="多选", 选项C="护罩掉了", 答案="A、C", 红线题="是", 目标="b"),
    )
    said = command(str(file), "--plant", str(folder), "--write")
    assert said.exit_code == 0, said.output
    assert "题库：新增 2 行，改 3 行，删去 1 行" in said.output
    own, taken = lesson(folder, OWN), lesson(folder, TAKEN)
    assert (own.questions[0].explanation, own.questions[-1].id) == ("冷的氨雾贴地走。", f"{OWN}-Q20")
    assert str(own.questions[1].reviewed_on) == "2026-11-20"
    assert [(each.id, str(each.retired)) for each in own.questions if each.retired] == [(f"{OWN}-Q3", "2026-11-24")]
    assert [each.id for each in taken.questions if each.id not in {old.id for old in before.questions}] == [
        f"{TAKEN}-Q20"
    ]
    assert taken.questions[-1].answer == ("A", "C") and taken.questions[-1].critical
    assert not taken.question(f"{TAKEN}-Q6")
    assert load(folder).courses.version == version + 1
    assert "# 微课与题库" in (folder / "courses.yaml").read_text("utf-8")
    # At the end they are kept for the tests weeks later, and it says so.
    assert f"《认识液氨》{OWN}-Q20 留着抽查，不会出在考卷里；想让它出题，写在最后 4 题前面" in said.output
    # The same again changes nothing, except that the numbers are there now.
    assert problems(folder) == []
    again = workbook(tmp_path, put(f"{OWN}-Q1", "解析", "冷的氨雾贴地走。"), only=OWN)
    assert "删去 1 行" in command(str(again), "--plant", str(folder)).output


FAULTY = (
    (put(f"{OWN}-Q1", "答案", ""), "“答案”（", "没有填"),
    (put(f"{OWN}-Q1", "答案", "D、E"), "“答案”（", "“E”不在选项里"),
    (put(f"{OWN}-Q1", "答案", "对"), "“答案”（", "要写 A 到 F 的字母"),
    (put(f"{OWN}-Q1", "题型", "填空"), "“题型”（", "只能填“单选”、“多选”或“判断”"),
    (put(f"{OWN}-Q1", "课", "没有的课"), "“课”（", "没有“没有的课”这个课"),
    (put(f"{OWN}-Q1", "选项B", "以上都对"), "“选项B”（", "选项的次序会打乱"),
    (put(f"{OWN}-Q1", "选项C", "很" * 21), "“选项C”（", "最多 20 个"),
    (put(f"{OWN}-Q1", "题目", "=1+1"), "“题目”（", "是公式"),
    (put(f"{OWN}-Q2", "编号", f"{OWN}-Q1"), "“编号”（", "是同一个"),
    (put(f"{OWN}-Q1", "核对日期", "明天"), "“核对日期”（", "不是日期"),
    (put(f"{OWN}-Q1", "目标", "会开叉车"), "“目标”（", "没有“会开叉车”这个目标：请写 a（知道氨怎么漏、往哪里走）、b（"),
    (put(f"{OWN}-Q1", "目标", ""), "“目标”（", "没有写考的是哪个目标：请写 a（"),
)


@pytest.mark.parametrize(("edit", "place", "words"), FAULTY, ids=[case[2] for case in FAULTY])
def test_a_row_that_cannot_be_accepted_is_said_at_its_cell(tmp_path: Path, edit: Edit, place: str, words: str) -> None:
    folder = copied(tmp_path)
    before = (folder / "courses.yaml").read_bytes()
    file = workbook(tmp_path, edit, only=OWN)
    said = command(str(file), "--plant", str(folder), "--write")
    assert said.exit_code == 1 and "什么也没写" in said.output
    assert "“题库”表" in said.output and place in said.output and words in said.output, said.output
    assert (folder / "courses.yaml").read_bytes() == before


def test_everything_that_is_wrong_with_the_rows_is_said_at_once(tmp_path: Path) -> None:
    """Wrong answers and long options came only after what stands in the wrong cells had been mended."""
    edits = (
        *(put(f"{OWN}-Q1", "题型", "填空"), put(f"{OWN}-Q1", "选项B", "很" * 21), put(f"{OWN}-Q2", "课", "没有的课")),
        *(put(f"{OWN}-Q3", "答案", "F"), put(f"{OWN}-Q4", "选项C", "长" * 22), add(题目="新题？", 答案="E")),
    )
    said = command(str(workbook(tmp_path, *edits, only=OWN)), "--plant", str(copied(tmp_path)), "--write")
    wanted = ("只能填“单选”", "有 21 个字", "没有“没有的课”", "答案“F”", "有 22 个字", "答案“E”")
    assert [words for words in wanted if words not in said.output] == [], said.output
    assert "有 6 处问题" in said.output


def test_a_lesson_that_would_be_too_small_is_said_at_its_first_row(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    drops = [drop(f"{OWN}-Q{number}") for number in range(1, 9)]
    said = command(str(workbook(tmp_path, *drops, only=OWN)), "--plant", str(folder), "--write")
    assert "“题库”表第 2 行“课”（A2）：只有 11 题，不够" in said.output


def test_a_workbook_without_the_newer_columns_changes_nothing_in_them(tmp_path: Path) -> None:
    """It was refused: each question bank that a safety office had kept from before."""
    folder, newer = copied(tmp_path), without("停用日期", "目标")
    retired = workbook(tmp_path, put(f"{OWN}-Q3", "停用日期", "2026-11-24"), only=OWN)
    assert command(str(retired), "--plant", str(folder), "--write").exit_code == 0
    said = command(str(workbook(tmp_path, newer)), "--plant", str(folder))
    assert said.output == "和 courses.yaml 一样，没有要改的\n"
    older = workbook(tmp_path, newer, put(f"{OWN}-Q1", "解析", "冷的氨雾贴地走。"), only=OWN)
    said = command(str(older), "--plant", str(folder), "--write")
    assert said.exit_code == 0 and "题库：改 1 行" in said.output, said.output
    now = lesson(folder, OWN)
    assert (now.questions[0].explanation, now.questions[0].objective) == ("冷的氨雾贴地走。", "a")
    assert [each.id for each in now.questions if each.retired] == [f"{OWN}-Q3"]
    # A new question needs an objective where its lesson has some: said at its row, which has no such cell.
    fresh = workbook(tmp_path, add(), newer, only=OWN)
    said = command(str(fresh), "--plant", str(folder), "--write")
    assert (
        "“题库”表第 21 行：表里没有“目标”这一列，新题要写：请加上这一列，或用 import-questions --template"
        in said.output
    )
    assert "没有写考的是哪个目标：请写 a（知道氨怎么漏、往哪里走）" in said.output
    gone = command(str(workbook(tmp_path, without("解析"), only=OWN)), "--plant", str(folder))
    assert "第 1 行表头少了 解析" in gone.output


def test_an_objective_goes_out_in_words_and_comes_back_by_them(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    file = workbook(tmp_path, put(f"{OWN}-Q1", "目标", " 知道氨怎么伤人、多少要撤"), put(f"{TAKEN}-Q1", "目标", "c"))
    book = load_workbook(file)
    assert (
        book["题库"].cell(row_of(book, f"{OWN}-Q2"), column(book, "题库", "目标")).value == "会防火、会用水、会收废水"
    )
    assert "会防火、会用水、会收废水" in [cell.value for cell in book["说明"]["B"]]
    said = command(str(file), "--plant", str(folder), "--write")
    assert "目标 知道氨怎么漏、往哪里走 → 知道氨怎么伤人、多少要撤" in said.output, said.output
    moved = [lesson(folder, each).questions[0].objective for each in (OWN, TAKEN)]
    assert moved == ["b", "c"]


def test_a_new_question_comes_after_the_one_above_it(tmp_path: Path) -> None:
    """All of them came at the end, where they come on no paper."""
    folder = copied(tmp_path)
    file = workbook(tmp_path, below(f"{OWN}-Q2"))
    said = command(str(file), "--plant", str(folder), "--write")
    assert said.exit_code == 0 and "留着抽查" not in said.output, said.output
    assert [each.id for each in lesson(folder, OWN).questions][1:4] == [f"{OWN}-Q{each}" for each in (2, 20, 3)]


def below(question: str) -> Edit:
    def edit(book: Workbook) -> None:
        sheet, row = book["题库"], row_of(book, question) + 1
        sheet.insert_rows(row)
        for title, value in NEW.items():
            sheet.cell(row, column(book, "题库", title), value)

    return edit


def test_a_slip_in_an_objective_is_said_alone(tmp_path: Path) -> None:
    """Before it came that another objective has too few questions, which was only what followed from it."""
    folder = copied(tmp_path)
    drawable = lesson(folder, OWN).questions[:-4]
    last = {each.objective: each.id for each in drawable}
    few = min(last, key=lambda name: sum(each.objective == name for each in drawable))
    mine = [each.id for each in drawable if each.objective == few]
    edits = [put(each, "目标", "知道氨怎么漏、往哪走") for each in mine]
    said = command(str(workbook(tmp_path, *edits, only=OWN)), "--plant", str(folder), "--write")
    assert "没有“知道氨怎么漏、往哪走”这个目标" in said.output and "题，每次都抽一题" not in said.output, said.output


def test_a_row_offers_the_objectives_of_its_own_lesson(tmp_path: Path) -> None:
    book = load_workbook(workbook(tmp_path))
    place = get_column_letter(column(book, "题库", "目标"))
    [offered] = [each for each in book["题库"].data_validations.dataValidation if place in str(each.sqref)]
    names, first, last = re.search(r"(说明!\$A\$(\d+):\$A\$(\d+))", offered.formula1 or "").groups()
    assert offered.formula1 == f"OFFSET(说明!$B${first},MATCH($A2,{names},0)-1,0,COUNTIF({names},$A2),1)"
    about = book["说明"]
    listed = [(about.cell(row, 1).value, about.cell(row, 2).value) for row in range(int(first), int(last) + 1)]
    for row in range(2, book["题库"].max_row + 1):
        shown = book["题库"].cell(row, 1).value, book["题库"].cell(row, column(book, "题库", "目标")).value
        assert shown[1] is None or shown in listed
    # Those of a lesson stand together.
    assert len(list(groupby(each for each, _ in listed))) == len({each for each, _ in listed})


def test_a_lesson_without_objectives_comes_and_goes_as_before(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    text = (folder / "courses.yaml").read_text("utf-8")
    bare = re.sub(r"^ *(objective: \w|objectives: \{.*\})\n", "", text, flags=re.MULTILINE)
    (folder / "courses.yaml").write_text(bare, "utf-8")
    file = tmp_path / "bank.xlsx"
    assert "写好了" in command(str(file), "--template", "--plant", str(folder)).output
    book = load_workbook(file)
    add(目标="")(book)
    book.save(file)
    said = command(str(file), "--plant", str(folder), "--write")
    assert said.exit_code == 0 and "题库：新增 1 行\n" in said.output, said.output
    assert (
        lesson(folder, OWN).questions[-1].objective == "" and "objective" not in (folder / "courses.yaml").read_text()
    )
