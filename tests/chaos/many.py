"""Many permits, hazards, lessons and drills through a house whose programs are killed all the time, by people whose
phones lose answers: `python -m tests.chaos.many 300` (`make chaos`).

Houses of real processes, one after the other; every promise is checked when a house has come to rest.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import click
from demo import START

from config.settings import Settings
from models import plant_time
from tests.chaos import promises
from tests.chaos.at_the_site import Site
from tests.chaos.drillers import DRILLERS, Drillers
from tests.chaos.hazard_people import HazardCrew
from tests.chaos.killer import Killer
from tests.chaos.learners import LEARNERS, Learners
from tests.chaos.people import LANES, Crew, NotYet, patiently
from tests.chaos.signal import Signal
from workers.scenarios.stage import Late, Stage, stage, wait_for

# Until the first person is reminded, plant time runs eight times as fast, but slowly enough that a dead worker's lease
# ends before its card counts as undelivered. Then it runs slower, so that people are not reminded of everything that
# approved permits still ask.
RATE, LATER = 8.0, 3.0
REST = 120.0
# In a house with more, the few who test the gas of every permit get more messages than a platform brings to one person,
# and the run only waits for them.
IN_A_HOUSE = 60
PERMITS_A_HAZARD, PERMITS_A_LESSON = 3, 6
# Reading takes its time, whatever else goes on.
READERS = len(LEARNERS) + len(DRILLERS)
ACTING = ("clock", "watchman", "stream", "web", "courier", "worker")


@dataclass(frozen=True)
class Outcome:
    """runs, hazards, lessons, drills: played to their end; ended: permits whose work was begun and is over; kills and
    falls by program; weekly: questions that were answered behind a weekly link; lost answers, and what was sent in the
    place of what they answered, by act; broken: promises that did not hold."""

    runs: int
    hazards: int
    lessons: int
    drills: int
    ended: int
    kills: dict[str, int]
    falls: dict[str, int]
    weekly: int
    lost: dict[str, int]
    changed: dict[str, int]
    broken: list[str]
    seconds: float


def torment(
    runs: int,
    hazards: int,
    lessons: int,
    drills: int,
    kills: int,
    seed: int,
    settings: Settings,
    folder: Path,
    say: Callable[[str], None],
) -> Outcome:
    """Plays `runs` permits, between them so many hazards, beside them so many lessons and drills, with the killer and
    the signal of this seed, the first `kills` permits with one kill each, and judges what is left."""
    began, signal = time.monotonic(), Signal(seed)
    with stage(settings, folder, START) as house:
        house.set_time(START, RATE)
        say(f"house ready after {time.monotonic() - began:.1f} s")
        with Killer(house, seed) as killer, ThreadPoolExecutor(LANES) as lanes, ThreadPoolExecutor(READERS) as readers:
            site = Site(house, signal)
            crew = Crew(house, killer, signal, kills, site.play)
            finders, learners = HazardCrew(house, signal), Learners(house, signal)
            drillers = Drillers(house, signal)
            learners.begin()
            played = [lanes.submit(play, run) for play, run in _mixed(crew.play, runs, finders.play, hazards)]
            played += [readers.submit(learners.play, run) for run in range(lessons)]
            played += [readers.submit(drillers.play, run) for run in range(drills)]
            for done, run in enumerate(as_completed(played), 1):
                if run is played[0]:
                    _slow_down(house)
                end = run.exception() or run.result()
                say(f"{done}/{len(played)} {end!s} · {sum(killer.kills.values())} kills")
        gave_up = [f"somebody gave up: {run.exception()!r}" for run in played if run.exception()]
        say(f"all permits, hazards, lessons and drills played after {time.monotonic() - began:.0f} s")
        broken = [
            *gave_up,
            *(
                _settle(house, killer)
                or promises.broken(
                    house, crew.told, site.told, finders.told, learners.told, drillers.told, plant_time.now()
                )
            ),
        ]
    seconds = time.monotonic() - began
    return Outcome(
        runs,
        hazards,
        lessons,
        drills,
        len(site.told.finished),
        dict(killer.kills),
        dict(killer.falls),
        learners.told.weekly,
        dict(signal.lost),
        dict(signal.changed),
        broken,
        seconds,
    )


def _mixed(
    permit: Callable[[int], str], permits: int, hazard: Callable[[int], str], hazards: int
) -> Iterator[tuple[Callable[[int], str], int]]:
    """The permits in their order, and the hazards spread among them."""
    done = 0
    for run in range(permits):
        yield permit, run
        due = hazards * (run + 1) // permits
        yield from ((hazard, number) for number in range(done, due))
        done = due


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
@click.argument("runs", type=click.IntRange(min=1), default=300)
@click.option("--seed", type=int, default=20261125, help="which kills, in which order")
def main(runs: int, seed: int) -> None:
    """Plays RUNS permits while programs are killed; fails when a promise broke."""
    settings = Settings()
    outcomes = []
    for number, first in enumerate(range(0, runs, IN_A_HOUSE)):
        here, folder = min(IN_A_HOUSE, runs - first), settings.var / "chaos" / str(number)
        few = here // PERMITS_A_HAZARD, here // PERMITS_A_LESSON, len(DRILLERS)
        outcomes.append(torment(here, *few, here, seed + number, settings, folder, click.echo))
    broken = [line for each in outcomes for line in each.broken]
    for line in broken:
        click.echo(f"✗ {line}")
    killed: Counter[str] = sum((Counter(each.kills) for each in outcomes), Counter())
    kills = ", ".join(f"{name} {count}" for name, count in sorted(killed.items()))
    lost = sum(sum(each.lost.values()) for each in outcomes)
    changed = sum(sum(each.changed.values()) for each in outcomes)
    falls = sum(sum(each.falls.values()) for each in outcomes)
    seconds, hazards = sum(each.seconds for each in outcomes), sum(each.hazards for each in outcomes)
    lessons, ended = sum(each.lessons for each in outcomes), sum(each.ended for each in outcomes)
    drills = sum(each.drills for each in outcomes)
    verdict = "✗ broken" if broken else "✓ nothing lost, nothing doubled, nothing told falsely"
    click.echo(
        f"{verdict}: {runs} permits ({ended} to the end of their work), {hazards} hazards, {lessons} lessons"
        f" and {drills} drills"
        f" in {len(outcomes)} houses, kills: {kills},"
        f" fell by themselves: {falls}, answers lost: {lost}, then something else was sent: {changed},"
        f" seeds from {seed}, {seconds:.0f} s"
    )
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
