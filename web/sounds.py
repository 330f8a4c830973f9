"""How Chinese text is said, so that people are found by letters. Each character is looked up once a process.

pypinyin is loaded at the first search, without its phrases: a name is found by any of its readings, and 14 MB are
enough.
"""

from __future__ import annotations

import os
from functools import lru_cache

from rules.finding import Said, fold


@lru_cache(maxsize=8192)
def said(text: str) -> Said:
    folded = fold(text)
    return Said(folded, tuple(map(_ways, folded)))


@lru_cache(maxsize=8192)
def _ways(character: str) -> tuple[str, ...]:
    """The character itself, then every reading without its tone; 吕 is lv, and also lu for whoever types that."""
    if character.isascii():
        return (character,)
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    ways = [way for way in pinyin(character, style=Style.NORMAL, heteronym=True)[0] if way]
    return tuple(dict.fromkeys([character, *ways, *(way.replace("v", "u") for way in ways)]))
