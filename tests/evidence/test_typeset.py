"""Chinese lines: within their width, nothing lost, no mark where it must not stand, missing glyphs visible. Arabic
script among them: from right to left, letters joined, read back as they were typed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from workers.evidence import arabic
from workers.evidence.typeset import NO_END, NO_START, Words, drawable, glyphs, lines_of, width_of, write

SIZE, WIDTH = 8.5, 90.0
TEXT = st.text(st.sampled_from("动火作业，。、；（）「」《》abc DN80-12.5%/:：！·—…"), max_size=60)


@given(text=TEXT)
def test_lines_fit_and_lose_nothing(text: str) -> None:
    glyphs()
    lines = lines_of(text, SIZE, WIDTH)
    assert all(width_of(line, SIZE) <= WIDTH for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_starts_or_ends_with_a_mark_that_must_not() -> None:
    glyphs()
    text = "与动火部位相连的管线已断开，（或加装盲板）；盲板数量与「清单」一致。" * 3
    for width in range(60, 200, 7):
        lines = lines_of(text, SIZE, width)
        assert not any(line[0] in NO_START for line in lines[1:]), lines
        assert not any(line[-1] in NO_END for line in lines[:-1]), lines


def test_words_and_numbers_stay_whole() -> None:
    glyphs()
    assert lines_of("换焊接管段 DH-20261125-0001", SIZE, WIDTH) == ("换焊接管段", "DH-20261125-0001")


def test_what_the_font_lacks_is_shown_by_its_number() -> None:
    assert drawable("𠮷\t囍\x00") == "[U+20BB7] 囍[U+0000]"


# Arabic script -----------------------------------------------------------------------------------------------------

ALIM, MEHMUT = "\u0626\u0627\u0644\u0649\u0645", "\u0645\u06d5\u06be\u0645\u06c7\u062a"
# The forms that Unicode has codes of their own for: at the beginning, in the middle, at the end, alone.
JOINED = {
    ALIM: "\ufe8b\ufe8e\ufedf\ufbe9\ufee2",
    MEHMUT: "\ufee3\ufeea\ufbac\ufee4\ufbd8\u062a",
}
MIXED = st.text(st.sampled_from(ALIM + MEHMUT + "\u0644\u0627\u064b\u060c\u0663  作业，（）[]a1"), max_size=60)


def drawn(*texts: str) -> bytes:
    glyphs()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(600, 600), invariant=1)
    for place, text in enumerate(texts):
        write(canvas, 20, 560 - 30 * place, text, 12)
    canvas.save()
    return target.getvalue()


@settings(max_examples=60)
@given(text=MIXED)
def test_lines_with_arabic_script_fit_and_lose_nothing(text: str) -> None:
    glyphs()
    lines = lines_of(text, SIZE, WIDTH)
    assert all(width_of(line, SIZE) <= WIDTH + 1e-6 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        runs = [run for from_right in (True, False) for run in arabic.seen(line, from_right)]
        assert sorted("".join(run.letters for run in runs if run.pieces)) == sorted(
            2 * "".join(sign for sign in line if arabic.draws(sign))
        )


@pytest.mark.parametrize("name", JOINED)
def test_letters_join_from_right_to_left(name: str) -> None:
    [run] = arabic.seen(name, from_right=True)
    glyph_of = pdfmetrics.getFont(arabic.FONT).face.charToGlyph
    signs = "".join(piece.signs for piece in run.pieces)
    assert [glyph_of[ord(sign)] for sign in signs] == [glyph_of[ord(form)] for form in reversed(JOINED[name])]
    assert run.width * SIZE == width_of(name, SIZE) < sum(width_of(letter, SIZE) for letter in name)


def test_what_is_copied_from_the_paper_are_the_letters_that_were_typed() -> None:
    read = PdfReader(io.BytesIO(drawn(ALIM, f"作业人：{MEHMUT}", "动火"))).pages[0].extract_text().splitlines()
    assert read == [ALIM, f"作业人：{MEHMUT}", "动火"]


def test_a_line_is_seen_in_the_order_of_its_paragraph_with_brackets_turned() -> None:
    def order(from_right: bool) -> list[str]:
        return [run.letters.strip() for run in arabic.seen(f"{ALIM} (ab) {MEHMUT}", from_right)]

    assert order(from_right=True) == [MEHMUT, "(ab)", ALIM]
    assert order(from_right=False) == [ALIM, "(ab)", MEHMUT]


def test_a_paragraph_is_read_from_the_side_that_its_first_letter_says_also_where_it_goes_on() -> None:
    glyphs()
    paragraph = Words(f"{ALIM} " + "DN80 换管 " * 30)
    _, rest = paragraph.split(WIDTH, 40)
    assert (paragraph.from_right, rest.from_right, Words(rest.text).from_right) == (True, True, False)
    assert not Words(f"作业人 {ALIM}").from_right


def test_the_same_text_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    before = drawn(ALIM)
    drawn(MEHMUT, "\u0644\u0627 \u0664")
    assert drawn(ALIM) == before


def test_what_nobody_sees_and_letters_of_other_scripts_are_shown_by_their_numbers() -> None:
    assert drawable("\u061c\ufeff\u05d0") == "[U+061C][U+FEFF][U+05D0]"


def test_chinese_needs_neither_the_font_nor_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_font", "seen", "_shape"):
        monkeypatch.setattr(arabic, name, None)
    assert drawn("动火作业 DN80 🔥").startswith(b"%PDF")
