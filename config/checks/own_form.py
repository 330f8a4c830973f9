"""A kind that is one of the standard's works, under whatever name, has the number of its form: then the library's floor
holds for it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from config.checks.works import Content, Work, content_of, works
from config.problem import Path
from rules.templates import Kind, Qualification
from rules.texts import bare

# Signs of other alphabets and numbers that look like those of the standard's form numbers.
LOOKS = str.maketrans({"а": "a", "α": "a", "ɑ": "a", "l": "1", "i": "1", "|": "1", "і": "1"})
CHINESE = str.maketrans("一二三四五六七八九", "123456789")
WORKERS = ("worker", "worker_contractor")
LIKE_A_FORM = re.compile(r"(?:^|表)a[^0-9a-z]*([1-8])(?![0-9])")
NO_SUCH_FORM = re.compile(r"表a[^0-9a-z]*[0-9]")


def faults(kind: Kind, papers: Mapping[str, Qualification]) -> Iterator[tuple[Path, str]]:
    """The number of the form neither looks like one of the standard's, nor is another than that of the work of which
    the kind speaks or whose content it has. papers: the plant's certificates."""
    found = None if kind.form in works() else LIKE_A_FORM.search(_seen(kind.form))
    if not found and kind.form not in works() and NO_SUCH_FORM.search(_seen(kind.form)):
        yield ("form",), f"“{kind.form}”看上去是标准的表号，标准只有表A.1 到表A.8：请换成本厂自己的表号，如 本厂表1"
        return
    if found:
        yield ("form",), f"“{kind.form}”看上去是标准的表号，写法却不对：请写 表A.{found[1]}，或换成本厂自己的表号"
        return
    needed = [papers[code].name for role in WORKERS for code in kind.qualifications.get(role, ()) if code in papers]
    content = content_of(kind)
    for number, work in works().items():
        why = "" if number == kind.form else _why(kind, content, work, needed)
        if why:
            yield ("form",), why


def _why(kind: Kind, content: Content, work: Work, papers: list[str]) -> str:
    name, said = work.kind.name, work.spoken(kind, papers)
    base = f"请以模板库的 {work.key} 为底来改（take: {work.key}，form: {work.kind.form}）"
    floor = f"{name}是标准的作业，要守标准的规定：{base}"
    if said:
        return f"“{said}”说的是{work.kind.short}，{floor}；不是它，就换掉这个词"
    if work.copied(content):
        return f"措施或风险有三成是照{work.kind.short}的写的，{floor}；不是它，就写自己的措施和风险"
    return ""


def _seen(text: str) -> str:
    """The text as a reader takes it: whatever the alphabet, the kind of figure, blanks and what is invisible."""
    figures = (str(unicodedata.digit(sign, sign)) for sign in bare(text))
    return "".join(figures).translate(LOOKS).translate(CHINESE)
