"""Films of lessons that were chosen on the console, beside the plant's files: as a rule version keeps them, until the
files say something about that film themselves.

By lesson: `film` as `courses.yaml` would have it, `media` its files with their hashes, and `instead` what the files
said when it was chosen (None: no film).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Files = Mapping[str, Any]
Chosen = dict[str, Any]


def after_load(chosen: Chosen, files: Files) -> Chosen:
    """Those that still hold under new files: of lessons whose film the files have left as it was."""
    lessons = {each["id"]: each for each in lessons_of(files)}
    return {
        name: each for name, each in chosen.items() if name in lessons and lessons[name].get("film") == each["instead"]
    }


def lessons_of(files: Files) -> Iterator[Mapping[str, Any]]:
    for course in files.get("courses", {}).get("courses", ()):
        yield from course["lessons"]
