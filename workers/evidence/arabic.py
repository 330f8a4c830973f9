"""Arabic script on paper (names and texts in Uyghur, Kazakh, Persian): read from right to left, letters joined.

Order by python-bidi, forms by HarfBuzz. They and the font are loaded with the first text that needs them (HarfBuzz by
reportlab, where that is loaded).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import bidirectional, category, normalize

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "NotoNaskhArabic"
FONT_FILE = Path(__file__).parents[2] / "web/static/vendor/noto-naskh-arabic/NotoNaskhArabic-Regular.ttf"
DIGITS = "\u0660-\u0669\u06f0-\u06f9\u066b\u066c"
SIGNS = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
SCRIPT = re.compile(f"[{SIGNS}]")
# Digits stay in their order, so they are a run of their own.
RUNS = re.compile(f"(?P<digits>[{DIGITS}]+)|(?P<letters>(?:(?![{DIGITS}])[{SIGNS}])+)|[^{SIGNS}]+")
# Takes the direction of the sign before it, so after reordering it stands behind a bracket, or before a turned one.
MARK = "\ufe01"
JOINER = "\u200d"
PRIVATE = 0xE000
# A line of a PDF's table from the places in a font to characters.
CODE = re.compile("(?P<place><[0-9A-F]{2}>) <(?P<code>[0-9A-F]{4})>")


class Piece(NamedTuple):
    """Signs that a font draws one after the other; x, y: from the run's start, in sizes of the font."""

    x: float
    y: float
    signs: str


class Run(NamedTuple):
    """A part of a line in one font, left to right as it is seen. letters: in the order of reading; width: in sizes of
    the font. Not in Arabic script: only its letters."""

    letters: str
    pieces: tuple[Piece, ...] = ()
    width: float = 0.0


class _Readable(TTFont):  # type: ignore[misc]  # reportlab has no types
    """The font, which says to those who copy or search which letters a code stands for."""

    letters_of: dict[int, str]

    def addObjects(self, doc: Any) -> None:
        super().addObjects(doc)
        name = self.face.name.decode()
        for key, value in doc.idToObject.items():
            if key.startswith("toUnicodeCMap:") and key.endswith(name):
                value.content = CODE.sub(self._line, value.content)

    def _line(self, line: re.Match[str]) -> str:
        letters = self.letters_of.get(int(line["code"], 16))
        return line[0] if letters is None else f"{line['place']} <{letters.encode('utf-16-be').hex()}>"


class _Font(NamedTuple):
    """letters: that it draws; codes: of a glyph that stands for a letter, or for whatever its name says."""

    shaper: Any
    letters: frozenset[str]
    codes: dict[tuple[int, str], int]
    widths: dict[int, int]


@cache
def _font() -> _Font:
    """Registers the font once a process. Each glyph gets a code of the private area, the same in every process."""
    import uharfbuzz

    font = _Readable(FONT, str(FONT_FILE))
    glyphs, widths = font.face.charToGlyph, font.face.charWidths
    shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONT_FILE))))
    letters = frozenset(sign for sign in map(chr, glyphs) if SCRIPT.match(sign) and category(sign)[0] not in "CZ")
    means = {(glyph, ""): _named(shaper.glyph_to_string(glyph)) for glyph in range(shaper.face.glyph_count)}
    means |= {(glyph, letter): letter for letter in sorted(letters) for glyph in sorted(_forms(shaper, letter))}
    codes = {key: PRIVATE + place for place, key in enumerate(means)}
    font.letters_of = {codes[key]: text for key, text in means.items()}
    glyphs |= {code: glyph for (glyph, _), code in codes.items()}
    widths |= {code: shaper.get_glyph_h_advance(glyph) for (glyph, _), code in codes.items()}
    pdfmetrics.registerFont(font)
    return _Font(shaper, letters, codes, widths)


def _named(glyph: str) -> str:
    """The letters in a glyph's name, as in `uniFEDF.rlig` or `uniFEDF_uniFEE0_uniFEEA`."""
    codes = re.findall("uni([0-9A-F]{4})", glyph.split(".")[0])
    return normalize("NFKC", "".join(chr(int(code, 16)) for code in codes)) or "\ufffd"


def _forms(shaper: Any, letter: str) -> set[int]:
    """The glyphs of a letter alone and beside others. Letters may share one: the Uyghur ae looks as the Arabic heh."""
    texts = [f"{before}{letter}{after}" for before in ("", JOINER) for after in ("", JOINER)]
    unseen = {shaper.get_nominal_glyph(ord(sign)) for sign in (" ", JOINER)}
    return {info.codepoint for text in texts for info in _shape(shaper, text, "rtl").glyph_infos} - unseen


def draws(sign: str) -> bool:
    """Whether this is a visible sign of the script that the font has."""
    return bool(SCRIPT.match(sign)) and sign in _font().letters


def reads_from_right(text: str) -> bool:
    """Whether the first letter that has a direction is one of the script."""
    return next((bool(SCRIPT.match(sign)) for sign in text if bidirectional(sign) in ("L", "R", "AL")), False)


def width_of(text: str) -> float:
    """The width in sizes of the font of what is in Arabic script, and nothing for the rest."""
    return sum(_shaped(*run).width for run in _runs(text))


def plain(text: str) -> str:
    """What is not in Arabic script."""
    return SCRIPT.sub("", text)


def seen(line: str, from_right: bool) -> list[Run]:
    """The line's runs from left to right as they are seen. from_right: the direction of its paragraph."""
    from bidi import get_display
    from bidi.mirror import MIRRORED

    watched = "".join(sign + MARK if sign in MIRRORED else sign for sign in line)
    placed = str(get_display(watched, base_dir="R" if from_right else "L"))
    brackets = f"[{re.escape(''.join(MIRRORED))}]"
    marked = re.compile(f"{MARK}(?P<turned>{brackets})|(?P<kept>{brackets}){MARK}")
    turned = marked.sub(lambda found: found["kept"] or MIRRORED[found["turned"]], placed)
    found = ((run[0], run.lastgroup) for run in RUNS.finditer(turned))
    return [
        Run(text) if not kind else _shaped(text[::-1], "rtl") if kind == "letters" else _shaped(text, "ltr")
        for text, kind in found
    ]


def _runs(text: str) -> list[tuple[str, str]]:
    kinds = {"letters": "rtl", "digits": "ltr"}
    return [(run[0], kinds[run.lastgroup]) for run in RUNS.finditer(text) if run.lastgroup]


@lru_cache(maxsize=5_000)
def _shaped(letters: str, direction: str) -> Run:
    """The letters in the forms that they have beside one another."""
    font = _font()
    buffer = _shape(font.shaper, letters, direction)
    em = font.shaper.face.upem
    pieces: list[Piece] = []
    x, goes_on = 0, False
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        code = font.codes.get((glyph.codepoint, letters[glyph.cluster])) or font.codes[glyph.codepoint, ""]
        on_line = not (place.x_offset or place.y_offset)
        if goes_on and on_line:
            pieces[-1] = pieces[-1]._replace(signs=pieces[-1].signs + chr(code))
        else:
            pieces.append(Piece((x + place.x_offset) / em, place.y_offset / em, chr(code)))
        x += place.x_advance
        goes_on = on_line and place.x_advance == font.widths[code]
    return Run(letters, tuple(pieces), x / em)


def _shape(shaper: Any, letters: str, direction: str) -> Any:
    """HarfBuzz's buffer with the glyphs, their letters and places."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(letters)
    buffer.direction, buffer.script, buffer.language = direction, "Arab", "ug"
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    uharfbuzz.shape(shaper, buffer)
    return buffer
