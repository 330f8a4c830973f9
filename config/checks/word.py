"""Words that begin a kind of permit, and texts without content."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from config.problem import Finding, Path
from config.stopping import stop_words
from rules.said import word_of
from rules.templates import Templates
from rules.texts import SEEN, bare, blank, hidden, misleading

# the words to which the house itself answers in a chat (the `words` of the flows); the same word of a kind would hide
# it
HOUSE_WORDS = (
    "停工",
    "我不在",
    "我回来了",
    "待签",
    "屏蔽",
    "待办",
    "我的待办",
    "待处理",
    "我的",
    "我的票",
    "帮助",
    "菜单",
    "怎么用",
    "help",
    "报隐患",
    "随手拍",
    "巡检",
    "专项检查",
    "演练",
    "隐患",
    "隐患公示",
    "积分",
    "学习",
    "培训",
)
MAY_BE_EMPTY = ("unit", "note", "phone")
MOST_SIGNS, MOST_NAME = 20, 60
# Lessons and drills may have paragraphs; all else is read on one line.
WITH_LINES = ("courses", "drills")
LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"


def check_kinds(templates: Templates) -> Iterator[Finding]:
    """Each kind must have a word; no word may begin two kinds or be the house's own."""
    owners: dict[str, str] = {}
    for name, kind in templates.kinds.items():
        at: Path = ("kinds", name, "words")
        if not kind.words:
            yield Finding("permit_templates", at, f"没有写发什么词办{kind.name}票：请至少写一个")
        for place, word in enumerate(kind.words):
            owner = templates.kinds[owners.setdefault(bare(word), name)]
            message = _word(word) or (f"“{word}”已经用来办{owner.name}票：请换一个词" if owner is not kind else "")
            yield from [Finding("permit_templates", (*at, place), message)] if message else []


def _word(word: str) -> str:
    meant = word_of(word)
    house = next((own for own in (*HOUSE_WORDS, *stop_words()) if word_of(own) == meant), "")
    if house:
        return f"“{house}”是系统自己的词，用来办票就发不出“{house}”了：请换一个词"
    return _unfit(word)


def _unfit(word: str) -> str:
    """Why nobody can type this word; empty when it can be typed."""
    if not word_of(word):
        return "这个词是空的：请写一个词，或删掉"
    if hidden(word):
        return f"“{word}”里有空格或看不见的字，发出来对不上：请去掉"
    return f"“{word}”太长，最多 {MOST_SIGNS} 个字：请改短" if len(word) > MOST_SIGNS else ""


def check_stop_words(templates: Templates) -> Iterator[Finding]:
    """Each word that a plant adds must be one that somebody can type, and only stop the work."""
    owners = {word_of(word): kind.name for kind in templates.kinds.values() for word in kind.words}
    owners |= {word_of(word): "" for word in HOUSE_WORDS if word not in stop_words()}
    for place, word in enumerate(templates.stop_words):
        owner = owners.get(word_of(word))
        taken = f"“{word}”已经用来办{owner}票：请换一个词" if owner else f"“{word}”是系统自己的词：请换一个词"
        message = _unfit(word) or (taken if owner is not None else "")
        yield from [Finding("permit_templates", ("stop_words", place), message)] if message else []


def check_texts(raw: Mapping[str, object]) -> Iterator[Finding]:
    """Every text of every file that shows nothing, except where empty is meant, and every one that shows something else
    than it holds."""
    for (file, *path), text in _doubtful(dict(raw), (), []):
        message = _text(text, tuple(path), file in WITH_LINES)
        yield from [Finding(str(file), tuple(path), message)] if message else []


def unfit_name(name: str) -> str:
    """Why this can't be a name; empty when it can."""
    return _text(name, ("name",), lines=False)


def _text(text: str, path: Path, lines: bool) -> str:
    if blank(text) and path[-1:] not in {(name,) for name in MAY_BE_EMPTY}:
        return "是空的：请写上内容，或删掉这一项"
    odd = misleading(text, "\n\t" if lines else "")
    if odd:
        return f"里面有{'换行' if odd in LINE_ENDS else '看不见的控制字符'}（U+{ord(odd):04X}）：请删掉，写成一行"
    too_long = path[-1:] == ("name",) and len(text) > MOST_NAME
    return f"这个名称有 {len(text)} 个字，最多 {MOST_NAME}：请改短" if too_long else ""


def _doubtful(data: object, path: Path, found: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """Adds each text that may have a fault, with its place, in the order of the data; a key counts as a text. Nearly
    all texts are surely in order, which is asked before anything is built for them."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if isinstance(key, str) and not _sound(key):
            found.append(((*path, key), key))
        if isinstance(value, str):
            found += [] if _sound(value) else [((*path, key), value)]
        elif isinstance(value, dict | list):
            _doubtful(value, (*path, key), found)
    return found


@lru_cache(maxsize=50_000)
def _sound(text: str) -> bool:
    """Whether it is surely right in every place. The same words stand in a plant many times; a plant has more than ten
    thousand, and a cache that is too small for all of them keeps none."""
    return text.isprintable() and len(text) <= MOST_NAME and SEEN.search(text) is not None
