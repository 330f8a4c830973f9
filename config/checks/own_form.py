"""A kind of the plant's own: neither its form's number nor its name nor its measures are one of the standard's."""

import re
import unicodedata
from collections.abc import Iterator

from config.checks.originals import originals
from config.problem import Path
from rules.templates import Kind
from rules.texts import bare

# Signs of other alphabets and numbers that look like those of the standard's form numbers.
LOOKS = str.maketrans({"а": "a", "α": "a", "ɑ": "a", "l": "1", "i": "1", "|": "1", "і": "1"})
CHINESE = str.maketrans("一二三四五六七八", "12345678")
LIKE_A_FORM = re.compile(r"(?:^|表)a[^0-9a-z]*([1-8])(?![0-9])")


def faults(kind: Kind) -> Iterator[tuple[Path, str]]:
    """A kind of the plant's own: neither its form's number nor its name looks like one of the standard's."""
    found = LIKE_A_FORM.search(_seen(kind.form))
    if found:
        yield ("form",), f"“{kind.form}”看上去是标准的表号，写法却不对：请写 表A.{found[1]}，或换成本厂自己的表号"
    for number, original in originals().items():
        names = {bare(original.name), bare(original.short)}
        same = names & {bare(kind.name), *map(bare, kind.words)} or _same_work(kind, original)
        if not found and same:
            yield (
                ("form",),
                f"{original.name}是标准的作业，要守标准的规定：form 请写 {number}，不是就换掉名称、词、措施",
            )


def _same_work(kind: Kind, original: Kind) -> bool:
    """Whether most of the standard's measures are here under another name."""
    here = {bare(measure.text) for measure in kind.measures}
    return 2 * sum(bare(measure.text) in here for measure in original.measures) > len(original.measures)


def _seen(text: str) -> str:
    """The text as a reader takes it: whatever the alphabet, the kind of figure, blanks and what is invisible."""
    figures = (str(unicodedata.digit(sign, sign)) for sign in bare(text))
    return "".join(figures).translate(LOOKS).translate(CHINESE)
