"""Writing a file anew: it appears under its name when it is whole, and whatever lies beside it stays as it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

# What the system makes of a file's permissions when nobody says more.
USUAL = 0o666


@contextmanager
def fresh(target: Path, mode: int = USUAL) -> Iterator[IO[bytes]]:
    """A file to write to, in the target's folder; at the end it takes the target's place. mode: its permissions, less
    what the process never grants. Raises OSError; then the target is as it was.

    The name can't be guessed and must not exist, so nobody can lay a link there that leads the writing elsewhere.
    """
    new = target.with_name(f".{secrets.token_hex(8)}.new")
    try:
        with open(new, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def fresh_folder(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Writes these files into a folder, which is made if need be, and returns them. Raises OSError; then nothing is
    left of the files, nor of the folders that were made for them."""
    with ExitStack() as undo:
        for each in [each for each in reversed([folder, *folder.parents]) if not each.exists()]:
            each.mkdir(exist_ok=True)
            undo.callback(_taken_back, each.rmdir)
        for name, content in files.items():
            with fresh(folder / name) as file:
                file.write(content)
            undo.callback(_taken_back, (folder / name).unlink)
        undo.pop_all()
    return [folder / name for name in files]


def _taken_back(step: Callable[[], None]) -> None:
    with suppress(OSError):
        step()
