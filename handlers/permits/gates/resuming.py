"""Resuming after a stop: guardian and area representative each confirm, once the necessary checks are done.

GB 30871—2022 §5.3, §6.5, §8.2.11: a new gas test after a break of a certain length (by the strictest of the related
permits), and always after an alarm. Some kinds, like work at height, confirm their measures again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.permits import crew, life, proof, raised, telling
from handlers.permits.gates import analyst, certificates, clashing, facts
from handlers.permits.work import stopping, untold, watch
from models import ask as ask_table
from models import gas as gas_tests
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, book_of, name_of
from models.permit import Permit
from models.permit_work import StopRecord
from rules import gas as gas_rules
from rules.borders import barred
from rules.gates import LIVE
from rules.phrases import minutes_of
from rules.plant import Person


def confirm(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「现场合格」: kept if nothing is missing; the second of the two confirmations puts the permit back to work."""
    if ask.state not in MOVABLE or permit.state != "suspended":
        return stopped_since(action, ask, permit) or Answer(_over(ask, person), "info")
    certificates.cut_lapsed(permit, now)
    missing = list(due(permit, now))
    if missing:
        _ask_for_gas(permit, now)
        return Answer("还不能复工：" + "；".join(missing), "stop")
    left = set(measures_due(permit)) - {str(each) for each in action.data.get("measures") or []}
    if left:
        return Answer(f"还有 {len(left)} 条措施没有确认。请逐条看过再点。", "stop")
    here, words = proof.on_site(permit, action, now, "再点「确认复工」")
    if not here:
        return Answer(f"复工确认要在现场：{words}。", "caution")
    asks.close(ask, "done", now, Outcome(result="confirmed", at=now, by=person.id))
    where = {"presence": words, **proof.circumstances(permit, action)}
    data = {"ask": ask.id, "slot": ask.slot, "measures": sorted(measures_due(permit)), **where}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    ledger.append(ask.subject, "permit.resume_confirmed", now, actor=actor, data=data, shown=shown)
    if not all_confirmed(permit):
        return Answer("记下了。还等另一位确认。", "done")
    resume(permit, now)
    return Answer(f"{now:%H:%M} 复工了，正在通知所有人。", "done")


def _over(ask: Ask, person: Person) -> str:
    given = Outcome.of(ask)
    if given.result == "confirmed" and given.by == person.id:
        return f"你 {given.clock} 已经确认过，不用再确认。点卡片看现在的情况。"
    return "这次复工不用再确认了。点卡片看现在的情况。"


def stopped_since(action: Action, ask: Ask, permit: Permit) -> Answer | None:
    """The answer to whoever still has the question of an earlier stop, whether he confirmed then or not; None while it
    is about the present one."""
    if permit.state != "suspended" or ask.stage == stopping.resume_stage(permit):
        return None
    came = "这次确认早收到过了，" if Outcome.of(ask).result == "confirmed" else ""
    return Answer(f"{came}{permit.work.last_stop.at:%H:%M} 又停了，现在停着。再复工要重新确认。", "caution")


def resume(permit: Permit, now: datetime) -> None:
    """Back to work: everybody is told, and the watch begins again."""
    stop = permit.work.last_stop
    life.note(permit, permit.work.with_last_stop(stop.resumed(now)))
    life.move(permit, "working", now, actor=raised.SYSTEM, data={"minutes": _break_minutes(stop, now)})
    alerts.over(permit.subject, {"stopped", "resume", *untold.topics(permit)}, f"{now:%H:%M} 复工", now)
    words = f"复工：{telling.title(permit)}。{now:%H:%M:%S} 起按票干，不对劲就停。"
    telling.order(permit, crew.everybody(permit), words, now, purpose=telling.RESUMED)
    watch.began(permit, now)
    watch.show(permit, now)


def due(permit: Permit, now: datetime) -> Iterator[str]:
    """What still keeps the work from resuming at `now`, each with what to do."""
    stop = permit.work.last_stop
    if now >= permit.ends_at:
        yield "过了作业时段：请重新办票"
    plant = book_of(int(permit.rules)).plant
    border = barred(watch.stretch(permit), raised.rules(permit), plant.zone, now)
    if border:
        yield border
    yield from facts.against(permit, now)
    yield from _standing_on(permit)
    yield from _contained(permit)
    yield from (clash.words for clash in clashing.in_the_way(permit, now))
    if stop.handover and stop.taken_over is None:
        yield "监护还没交接完：请接手的人先签字"
    if crew.all_gone_home(permit, now):
        yield "作业人都下班了：请作业负责人点「加人」，接班的人签完交底再复工"
    yield from (lack.words for lack in facts.lacks(permit, now))
    inside = permit.work.head_count.people
    if inside:
        yield f"里面还有 {len(inside)} 人：请先点名撤出"
    yield from filter(None, [facts.undetected(permit, now)])
    if permit.work.wind and not permit.work.wind.ok:
        yield f"{permit.work.wind.at:%H:%M} 报的风力 {permit.work.wind.force}：等风小了，请监护人再报一次风力"
    yield from _gas_due(permit, stop, now)


def _standing_on(permit: Permit) -> Iterator[str]:
    """What is wrong with the permits on which this one depends; those that depend on this one resume after it."""
    for number in permit.related:
        other = permits.by_number(str(number))
        if other is None or raised.contains(permit, other):
            continue
        if other.state == "suspended":
            if not raised.contains(other, permit):
                yield f"关联票 {number} 还停着：请先让它复工"
        elif other.state not in LIVE:
            yield f"关联票 {number} 已经结束：请重新办票"


def _contained(permit: Permit) -> Iterator[str]:
    """What is wrong with the permits of the works that the plant's own kind has in it, linked from either side: looked
    at as at the start, so that a new one does for one that is over."""
    linked = [each for each in crew.related(permit) if raised.contains(permit, each)]
    stopped = [each for each in linked if each.state == "suspended"]
    yield from (f"关联票 {each.number} 还停着：请先让它复工" for each in stopped)
    there = [each for each in linked if each.state in LIVE]
    yield from facts.related_missing(permit, facts.job_now(permit), [*there, *stopped])


def measures_due(permit: Permit) -> list[str]:
    """Ids of the measures to be confirmed again."""
    if not raised.kind_of(permit).reconfirm_measures:
        return []
    known = permit.work.measures
    left_out = {name for name, confirmed in known.items() if confirmed.applies == "no"}
    return [str(each["id"]) for each in permit.template["measures"] if each["id"] not in left_out]


def gas_needed(permit: Permit, now: datetime) -> bool:
    """Whether a new gas test is needed before this permit resumes at `now`."""
    plant = book(now).plant
    kind = raised.kind_of(permit)
    if not gas_rules.needed(kind, permit.level, plant.area(permit.area), permit.form.inputs):
        return False
    stop = permit.work.last_stop
    linked = [permit, *(each for each in crew.related(permit) if each.state in crew.ON_SITE)]
    kinds = [(raised.kind_of(each), each.level) for each in linked]
    another_day = plant.day(stop.at) != plant.day(now) and kind.gas_test.daily
    retest = gas_rules.retest_after(_break_minutes(stop, now), kinds)
    return stop.retest or another_day or retest


def all_confirmed(permit: Permit) -> bool:
    """Whether both have confirmed this stop: the present guardian and the area's representative."""
    done = {
        each.slot: each.person
        for each in Ask.select().where(
            Ask.subject == permit.subject, Ask.stage == stopping.resume_stage(permit), Ask.state == "done"
        )
    }
    return done.get("guardian") == permits.guardian(permit) and "area" in done


def _gas_due(permit: Permit, stop: StopRecord, now: datetime) -> Iterator[str]:
    if not gas_needed(permit, now):
        return
    test = gas_tests.last_good(permit, now)
    if test is None or test.sampled_at < stop.at:
        yield f"停了 {_break_minutes(stop, now)} 分钟，要重新测气：等合格结果"
        return
    stale = gas_rules.fresh(test.sampled_at, now, raised.kind_of(permit))
    if stale:
        yield stale


def _ask_for_gas(permit: Permit, now: datetime) -> None:
    stop = permit.work.last_stop
    if any(_gas_due(permit, stop, now)) and not ask_table.movable(permit.subject, analyst.TEST):
        analyst.ask_for_test(permit, "复工前要重新测气", now)


def _break_minutes(stop: StopRecord, now: datetime) -> int:
    return minutes_of(now - stop.at)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    """The permit stays stopped; the other side is told why nothing moves."""
    name = name_of(book(now).plant, ask.person)
    telling.tell_of(permit, ask.person, f"{permit.number} 复工等{name}确认，联系不上。请当面找他。", now)


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """A stop may last as long as it needs: only a card that does not arrive needs attention."""
    if name == "undelivered":
        unreachable(permit, ask, "卡片没送到", now)
