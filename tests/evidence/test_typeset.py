"""Chinese lines: within their width, nothing lost, no mark where it must not stand, missing glyphs visible."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workers.evidence.typeset import NO_END, NO_START, drawable, glyphs, lines_of, width_of

SIZE, WIDTH = 8.5, 90.0
TEXT = st.text(st.sampled_from("动火作业，。、；（）「」《》abc DN80-12.5%/:：！·—…"), max_size=60)


@settings(deadline=None)
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
