"""Many permits through a house whose programs are killed all the time: `python -m tests.chaos.many 200` (`make chaos`).

One house of real processes; every promise is checked when it has come to rest.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import click
from demo import START

from config.settings import Settings
from models import plant_time
from tests.chaos import promises
from tests.chaos.killer import Killer
from tests.chaos.people import LANES, Crew, NotYet, patiently
from workers.scenarios.stage import Late, Stage, stage, wait_for

# Until the first person is reminded, plant time runs eight times as fast, but slowly enough that a dead worker's lease
# ends before its card counts as undelivered. Then it runs slower, so that people are not reminded of everything that
# approved permits still ask.
RATE, LATER = 8.0, 3.0
REST = 120.0
ACTING = ("clock", "watchman", "stream", "web", "courier", "worker")


@dataclass(frozen=True)
class Outcome:
    """runs: permits played to their end; kills and falls by program; broken: promises that did not hold."""

    runs: int
    kills: dict[str, int]
    falls: dict[str, int]
    broken: list[str]
    seconds: float


def torment(runs: int, seed: int, settings: Settings, folder: Path, say: Callable[[str], None]) -> Outcome:
    """Plays `runs` permits under the killer of this seed and judges what is left."""
    began = time.monotonic()
    with stage(settings, folder, START) as house:
        house.set_time(START, RATE)
        say(f"house ready after {time.monotonic() - began:.1f} s")
        with Killer(house, seed) as killer, ThreadPoolExecutor(LANES) as lanes:
            crew = Crew(house, killer)
            played = [lanes.submit(crew.play, run) for run in range(runs)]
            for done, run in enumerate(as_completed(played), 1):
                if run is played[0]:
                    _slow_down(house)
                end = run.exception() or run.result()
                say(f"{done}/{runs} {end!s} · {sum(killer.kills.values())} kills")
        gave_up = [f"somebody gave up: {run.exception()!r}" for run in played if run.exception()]
        say(f"all permits played after {time.monotonic() - began:.0f} s")
        broken = [*gave_up, *(_settle(house, killer) or promises.broken(house, crew.told, plant_time.now()))]
    return Outcome(runs, dict(killer.kills), dict(killer.falls), broken, time.monotonic() - began)


def _slow_down(house: Stage) -> None:
    """Tries until the service has heard of it, because its web process may be down."""

    def once() -> None:
        house.set_time(plant_time.now(), LATER)
        if plant_time.rate() != LATER:
            raise NotYet("plant time")

    patiently(once)


def _settle(house: Stage, killer: Killer) -> list[str]:
    """Waits until nothing is under way, and stops the house there, because approved permits go on asking."""

    def at_rest() -> bool:
        killer.revive()
        return promises.drained() and _stopped(house)

    try:
        wait_for("a house at rest", at_rest, REST)
    except Late as late:
        return [str(late), *promises.undelivered()]
    return []


def _stopped(house: Stage) -> bool:
    """Whether the house could be stopped; if something has begun meanwhile, it goes on."""
    for name in ACTING:
        house.kill(name)
    if promises.drained():
        return True
    for name in ACTING:
        house.start(name)
    return False


@click.command()
@click.argument("runs", type=click.IntRange(min=1), default=200)
@click.option("--seed", type=int, default=20261125, help="which kills, in which order")
def main(runs: int, seed: int) -> None:
    """Plays RUNS permits while programs are killed; fails when a promise broke."""
    settings = Settings()
    outcome = torment(runs, seed, settings, settings.var / "chaos", click.echo)
    for line in outcome.broken:
        click.echo(f"✗ {line}")
    kills = ", ".join(f"{name} {count}" for name, count in sorted(outcome.kills.items()))
    falls = sum(outcome.falls.values())
    verdict = "✗ broken" if outcome.broken else "✓ nothing lost, nothing doubled"
    click.echo(
        f"{verdict}: {runs} permits, kills: {kills}, fell by themselves: {falls}, seed {seed}, {outcome.seconds:.0f} s"
    )
    sys.exit(bool(outcome.broken))


if __name__ == "__main__":
    main()
