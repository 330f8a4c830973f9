"""The project's documents as text, and the parts of them that the tests look at."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)|<img src=\"([^\"]+)\"")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def chapter(name: str, heading: str) -> str:
    """The text below a heading, up to the next one of the same depth or higher."""
    depth = heading.split()[0]
    after = page(name).split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{len(depth)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def pictures(name: str) -> list[str]:
    return [one or other for one, other in PICTURE.findall(page(name))]


def links(name: str) -> list[str]:
    """The links to files of the project."""
    return [target for target in LINK.findall(page(name)) if "://" not in target]


def commands(name: str) -> list[str]:
    """What a reader is to type: indented lines, without their comments."""
    lines = re.findall(r"^    (\S.*)$", page(name), flags=re.MULTILINE)
    return [line.split("  #")[0].strip() for line in lines]
