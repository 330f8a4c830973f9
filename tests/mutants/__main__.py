"""Changes the code on purpose and looks whether a test sees it: `python -m tests.mutants` (`make mutants`).

`rules/` whole, each survivor judged in `judged.yaml`; of `handlers/` a sample by a kept seed, whose share is printed.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.mutants import verdicts
from tests.mutants.changes import SEED, Change, change, drawn, names
from tests.mutants.rooms import ROOMS, Room
from tests.mutants.running import MUTANTS, Failed, prepare, try_out
from tests.mutants.verdicts import NOT_TRIED


@click.command()
@click.argument("wanted", nargs=-1, type=click.Choice(sorted(ROOMS)), metavar="[rules] [handlers]")
@click.option("--keep", type=click.Path(path_type=Path), help="a folder that stays, and where a broken run goes on")
def main(wanted: tuple[str, ...], keep: Path | None) -> None:
    """Tries the changes of these rooms, of all by default."""
    good = True
    for name in wanted or list(ROOMS):
        with TemporaryDirectory(prefix="anhao-mutants-") as folder:
            good &= _tried((keep or Path(folder)).resolve() / name, ROOMS[name])
    sys.exit(not good)


def _tried(folder: Path, room: Room) -> bool:
    """Whether enough of the room's changes were killed, and each survivor is judged; says what it saw."""
    began, used = time.monotonic(), _processor()
    folder.mkdir(parents=True, exist_ok=True)
    prepare(room, folder)
    sample = drawn(names(folder, room.name), room.sample) if room.sample else []
    before = _ends(folder, room)
    left = [name for name in sample if before.get(name, NOT_TRIED) == NOT_TRIED]
    try:
        if left or not sample:
            try_out(room, left, folder)
    except Failed as failed:
        click.echo(f"✗ mutmut failed:\n{failed}")
        return False
    found = _ends(folder, room)
    ends = {name: found[name] for name in sample or found}
    click.echo(f"· {room.name}: {len(ends)} of {len(found)} changes" + f", drawn by seed {SEED}" * bool(sample))
    click.echo(f"  {time.monotonic() - began:.0f} s, {_processor() - used:.0f} s of processor time")
    return _shared(room, ends) & _judged(room, _survivors(folder / MUTANTS, ends))


def _ends(folder: Path, room: Room) -> dict[str, str]:
    return verdicts.read(folder / MUTANTS, room.name)


def _shared(room: Room, ends: Mapping[str, str]) -> bool:
    killed = verdicts.share(ends.values())
    counted = ", ".join(f"{end} {number}" for end, number in Counter(ends.values()).most_common())
    enough = killed >= room.at_least and NOT_TRIED not in ends.values()
    click.echo(f"{'✓' if enough else '✗'} {room.name}: {killed:.1%} killed ({counted}); wanted {room.at_least:.0%}")
    return enough


def _judged(room: Room, found: Mapping[str, Change]) -> bool:
    known = verdicts.judgements(verdicts.JUDGED.read_text()) if room.judged else []
    new = verdicts.unjudged(found, known)
    _say("nobody has judged" if room.judged else "no test sees", new.values())
    if room.judged:
        _say("need no judgement any more", [each.change for each in verdicts.needless(found.values(), known)])
    return not new or not room.judged


def _survivors(copies: Path, ends: Mapping[str, str]) -> dict[str, Change]:
    copied = cache(lambda module: _file(copies, module).read_text())
    unseen = [name for name, end in ends.items() if end in verdicts.UNSEEN]
    return {name: change(copied(name.rpartition(".")[0]), name) for name in unseen}


def _file(copies: Path, module: str) -> Path:
    path = copies / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _say(words: str, changes: Collection[Change]) -> None:
    if changes:
        click.echo(f"· {len(changes)} {words}:")
    for each in sorted(changes, key=lambda each: (each.function, each.before, each.after)):
        click.echo(f"  {each.function}\n    - {each.before}\n    + {each.after}")


def _processor() -> float:
    """Seconds that this process and its children have used."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
