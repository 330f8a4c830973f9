"""Whether it was mended: the crew looks always, the safety office by draw, and the finder confirms. Of a major one a
manager, technical staff and whoever answers for the plant look too. Nobody looks at what he mended, and nothing closes
by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, compared, countdown, drawn, joined, life, presence, stopping
from handlers.hazards.kinds import (
    CHECK,
    CONFIRM,
    DECIDE,
    EVALUATE,
    FOLLOW,
    INTERIM,
    LOOKS,
    PLAN,
    RECHECK,
    USE,
    VISIT,
    WALK,
)
from handlers.hazards.photos import brought
from models import ask as ask_table
from models import hazard as hazards
from models.ask import MOVABLE, Ask, expiry
from models.book import book, name_of
from models.hazard import Hazard, grade
from models.hazard_asks import Look
from models.hazard_report import Checked
from models.subject import Subject
from rules.hazards import countdown as ladder
from rules.hazards import major
from rules.hazards.causes import ROOT_CAUSE_ROUND
from rules.hazards.drawing import Drawn
from rules.hazards.life import OVER as LIFE_OVER
from rules.hazards.life import State
from rules.hazards.major import Level, after
from rules.hazards.owners import Named, checker, follower, is_there
from rules.hazards.walking import managers
from rules.phrases import moment_words
from rules.plant import Person

MAX_NOTE = 300
STEPS = (("remind", 12 * 60), ("next", 24 * 60))
HOUR = timedelta(hours=1)
LEVELS: dict[str, Level] = {
    CHECK: "crew",
    RECHECK: "safety",
    WALK: "management",
    EVALUATE: "technical",
    CONFIRM: "finder",
    DECIDE: "director",
    VISIT: "management",
}
OF_LEVEL = {level: kind for kind, level in LEVELS.items() if kind != VISIT}
STATES: dict[str, tuple[State, ...]] = {
    CHECK: ("submitted",),
    RECHECK: ("sampled",),
    WALK: ("walking",),
    EVALUATE: ("evaluating",),
    CONFIRM: ("confirming",),
    DECIDE: ("deciding",),
    VISIT: ("closed_out", "archived"),
}
# Who says that it is well writes what he saw.
WITH_WORDS = {EVALUATE: "写评估结论：怎么查的，为什么可以", DECIDE: "写一句决定"}
# These look too, but never at what they looked at before in this round.
NOT_TWICE = (RECHECK, WALK, EVALUATE)
OVER = Answer("这一步已经有人办了。点卡片看现在怎样。", "info")


NEWER = Answer("照片对比有了新的，还没有记。看过新的再点。", "caution")


def ask_crew(hazard: Hazard, now: datetime) -> None:
    """Somebody of the area, who has not mended it, looks at it on site; not before every picture of the report is here
    (`awaiting`)."""
    if hazard.report.awaited:
        return
    area = assigning.area_of(hazard, now)
    _ask(hazard, CHECK, checker(area, hazards.judged(hazard), assigning.looking_for(hazard, now)), now)


def look(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The page: 改好了, or 没改好 with what is missing; `{ok, photos, position, site, verdict}`. verdict: which
    comparison of the photos was shown; on an older one nobody decides."""
    if ask.state not in MOVABLE or hazard.state not in STATES[ask.kind] or Look.of(ask).of_round != hazard.round:
        return OVER
    if person.id in hazards.judged(hazard):
        return Answer("你自己改的，不能自己验，也不能自己认可。请别人去看。", "stop")
    ok, note = action.data.get("ok") is True, action.text.strip()[:MAX_NOTE]
    verdict = str(action.data.get("verdict") or "")
    if verdict and verdict != compared.verdict(hazard):
        return NEWER
    if not ok and not note:
        return Answer("写一句哪里没改好，责任人会看到。", "stop")
    if ok and ask.kind in WITH_WORDS and not note:
        return Answer(f"还要{WITH_WORDS[ask.kind]}。", "stop")
    if ok and ask.kind == DECIDE and (lacks := _lacks(hazard)):
        return Answer(f"还不能销号：{'、'.join(lacks)}。", "stop")
    given = brought(action, person)
    given.take(person, now)
    level = Look.of(ask).level or LEVELS[ask.kind]
    seen = {"level": level, "ok": ok, "note": note, "round": hazard.round, **drawn.rate(hazard, ask.kind)}
    where = presence.at(hazard.area, action.data, now)
    checked = Checked.read(seen).but(by=person.id, at=now, photos=given.photos, presence=where.words)
    life.note(hazard, hazard.work.with_checked(checked))
    data = {"ask": ask.id, **seen, "photos": given.told, **where.told, **({"compared": verdict} if verdict else {})}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.checked", now, actor=actor, data=data, shown=shown)
    assigning.settle(hazard, ask, person, "ok" if ok else "not", now)
    drawn.found(hazard, ask.kind, ok)
    if not ok:
        reopen(hazard, f"{person.name}看过，没改好：{note}", now)
        return Answer(f"记下了，退回责任人再改。{where.noted}", "done")
    answer = _onward(hazard, ask, now)
    return replace(answer, words=f"{answer.words}{where.noted}")


def confirm(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「认可」 on the finder's card: one tap, which tells of no place."""
    if ask.kind != CONFIRM:
        return OVER
    return look(replace(action, data={"ok": True}, text=""), ask, hazard, person, now)


def fake(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「确认是假整改」 with the reason, by whoever looks: a person says so, never the machine. It goes back, and for a
    month the safety office looks at all that this owner mends."""
    reason = action.text.strip()[:MAX_NOTE]
    if ask.state not in MOVABLE or hazard.state not in STATES[ask.kind] or Look.of(ask).of_round != hazard.round:
        return OVER
    if ask.kind not in (CHECK, RECHECK, WALK, VISIT) or not hazard.work.mended or person.id in hazards.judged(hazard):
        return Answer("这一步不能认定假整改。请告诉安全部门。", "stop")
    if not reason:
        return Answer("写一句凭什么说是假的，责任人会看到。", "stop")
    by = hazard.work.mended[-1].by
    level = Look.of(ask).level or LEVELS[ask.kind]
    seen = {"level": level, "ok": False, "note": reason, "round": hazard.round, **drawn.rate(hazard, ask.kind)}
    checked = Checked.read(seen).but(by=person.id, at=now)
    life.note(hazard, hazard.work.with_checked(checked))
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    data = {"ask": ask.id, "to": by, "reason": reason, "round": hazard.round, "level": level}
    data["rate"] = seen.get("rate", "")
    life.tell_trail(hazard, "hazard.fake", now, actor=actor, data=data, shown=shown)
    drawn.found(hazard, ask.kind, False)
    drawn.faked(by, now)
    assigning.settle(hazard, ask, person, "faked", now)
    reopen(hazard, f"{person.name}认定这次没有真改：{reason}。有话说，请当面找安全部门", now)
    return Answer("记下了，退回责任人再改；他 30 天内报改好的，安全部门都要看。", "done")


def give_back(hazard: Hazard, words: str, now: datetime) -> bool:
    """Where the plant switches it on: what the comparison of the photos takes for the same picture, or for nothing
    changed, goes back once by itself, before anybody looks. False when somebody has looked, or it went back before."""
    if hazard.state != "submitted" or hazard.work.returned:
        return False
    until, left = hazards.deadline(hazard), ladder.REOPENED_LEAST
    life.note(hazard, hazard.work.but(returned=hazard.work.returned + 1))
    assigning.close_open(hazard, now, "照片对比退回了，不用看", CHECK)
    reopen(hazard, f"照片对比：{words}", now, until=max(until, now + left))
    return True


def second_look(hazard: Hazard, now: datetime) -> None:
    """What the comparison of the photos saw only after the crew had looked: where it is what makes the safety office's
    second look certain, and nobody of it has looked in this round, it looks now, before the finder or after him."""
    if not drawn.unknown(hazard) or drawn.looked(hazard):
        return
    seen = hazard.work.mended[-1].seen
    why = f"照片对比后来才出来：{seen.words if seen else ''}"
    if hazard.state == "confirming":
        lot = Drawn(True, (why,))
        assigning.close_open(hazard, now, "照片对比以后，安全部门先再看一次", CONFIRM)
        work = hazard.work.but(sampled=drawn.told(lot, hazard))
        life.move(hazard, "sampled", "hazard.sampled", now, data=drawn.told(lot, hazard), work=work)
        named = _looker(hazard, "safety", set(), now)
        _ask(hazard, RECHECK, Named(named.person, named.post, why), now)
    elif hazard.state == "closed_out":
        drawn.to_visit(hazard, assigning.apart(hazard, (), now), now)


def reopen(hazard: Hazard, why: str, now: datetime, *, until: datetime | None = None) -> None:
    """Back to the owner, for half of the first time; from the third round on his supervisor's superior hears it too."""
    first: datetime = hazard.due_at or now
    until = until or ladder.due_again(first - hazard.received_at, now)
    said = moment_words(until.astimezone(book(now).plant.zone))
    work = hazard.work.but(since=now)
    hazards.keep(hazard, round=hazard.round + 1, until=until, late=False, work=work, closed_at=None)
    data = {"until": said, "until_at": until.isoformat(), "why": why, "round": hazard.round}
    was_over = hazard.state in LIFE_OVER
    life.move(hazard, "assigned", "hazard.reopened", now, data=data)
    if is_there(hazard.owner, assigning.looking_for(hazard, now)) and not assigning.moved(hazard, now):
        assigning.ask_owner(hazard, Named(hazard.owner, "", why), now, again=why)
        countdown.begin(hazard, now)
    else:
        assigning.pass_on(hazard, assigning.instead(hazard, now), now, again=why)
    if was_over:
        assigning.follow(hazard, hazard.follower, f"又打开了：{why}", now)
        assigning.follow(hazard, hazard.supervisor, f"又打开了：{why}", now)
    if hazard.round >= ROOT_CAUSE_ROUND:
        countdown.tell_head(hazard, f"第 {hazard.round} 次要改：{why}", now)


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Silence is never consent: he is reminded, then somebody else is asked as well."""
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 等你{_verb(ask)}：{hazards.title(hazard)}。", now)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, "", now)


def ask_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    """Somebody else looks, beside whoever was asked first: the first valid look counts."""
    asked = {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    here, out = assigning.looking_for(hazard, now), {*asked, *hazards.judged(hazard)}
    if ask.kind == CONFIRM:
        heir = follower(ask.person, here, out)
        named = Named(heir, "", f"{name_of(here.plant, ask.person)}没回话，请你认可") if heir not in out else None
        if named:
            life.tell_trail(hazard, "hazard.inherited", now, data={"from": ask.person, "to": heir})
            hazards.keep(hazard, follower=heir)
    elif ask.kind in (WALK, EVALUATE, DECIDE, VISIT):
        next_one = _looker(hazard, LEVELS[ask.kind], asked, now)
        named = next_one if next_one.person not in asked else None
    else:
        found = checker(assigning.area_of(hazard, now), out, here) if ask.kind == CHECK else None
        office = assigning.apart(hazard, asked, now)
        named = found if found and found.person not in out else Named(office, "", "请你去看") if office else None
    if named:
        also = Wanted(
            ask.kind,
            named.person,
            [named.why],
            named.post,
            ask.stage,
            steps=STEPS,
            expires_at=expiry(ask),
            data=Look.of(ask),
        )
        asks.open_ask(hazard.subject, also, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    before = len(ask_table.in_stage(subject, ask.stage))
    ask_next(hazards.here(subject), ask, "", now)
    return len(ask_table.in_stage(subject, ask.stage)) > before


def _onward(hazard: Hazard, ask: Ask, now: datetime) -> Answer:
    """Who looks next; whoever looks last closes it."""
    if ask.kind == VISIT:
        return Answer("记下了：看过，改好了。", "done")
    level = after(LEVELS[ask.kind], grade(hazard))
    if level == "safety":
        lot = drawn.draw(hazard, now)
        work = hazard.work.but(sampled=drawn.told(lot, hazard))
        if not lot.taken:
            life.note(hazard, work)
            level = after(level, grade(hazard))
        else:
            life.move(hazard, "sampled", "hazard.sampled", now, data=drawn.told(lot, hazard), work=work)
            named = _looker(hazard, level, set(), now)
            why = f"{'抽到你去看' if lot.seed else '请你再看一次'}：{lot.reasons[0]}"
            _ask(hazard, RECHECK, Named(named.person, named.post, why), now)
            return Answer(f"记下了：改好了。{'抽到' if lot.seed else '还要'}安全部门再看一次。", "done")
    if level == "finder":
        _ask_finder(hazard, now)
        return Answer(f"记下了：改好了。等{name_of(book(now).plant, hazard.follower)}认可。", "done")
    if level is not None:
        _ask_level(hazard, level, now)
        return Answer(f"记下了：改好了。下一步{major.LEVELS[level]}。", "done")
    _close(hazard, now)
    return Answer(f"{hazard.number} 销号了。", "done")


def _ask_level(hazard: Hazard, level: Level, now: datetime) -> None:
    kind = OF_LEVEL[level]
    [state] = STATES[kind]
    named = _looker(hazard, level, set(), now)
    life.move(hazard, state, "hazard.to_look", now, data={"to": named.person, "step": major.LEVELS[level]})
    _ask(hazard, kind, named, now)


def _looker(hazard: Hazard, level: Level, asked: set[str], now: datetime) -> Named:
    """Who looks on this level: never who mended it, and nobody twice in a round if there is somebody else."""
    here, area = assigning.looking_for(hazard, now), assigning.area_of(hazard, now)
    looked = asked | {each.by for each in hazard.work.checked if each.round == hazard.round}
    director = assigning.decider(hazard, "plant_head", asked, now)
    if level == "director":
        return director
    if level == "technical":
        return assigning.decider(hazard, "technical", looked, now)
    if level == "management":
        able = managers(area, hazards.judged(hazard) | looked, here)
        others = [each for each in able if each.id != director.person] or list(able)
        return Named(others[0].id, "", "你是管理层，不打招呼去看") if others else director
    office = assigning.apart(hazard, looked, now) or assigning.apart(hazard, asked, now)
    return Named(office, "", "请你去看")


def _lacks(hazard: Hazard) -> tuple[str, ...]:
    """What a major hazard still needs, besides this decision."""
    here = assigning.stands(hazard)
    return major.lacks_to_close(replace(here, looked={*here.looked, "director"}))


def _ask_finder(hazard: Hazard, now: datetime) -> None:
    here, finder = assigning.looking_for(hazard, now), hazard.follower
    work = hazards.judged(hazard)
    absent, mended = not here.plant.knows(finder) or finder in here.out, finder in work
    looked = {each.by for each in hazard.work.checked}
    who = follower(finder, here, looked | work) if absent or mended else finder
    sampled = hazard.work.sampled if hazard.state == "submitted" else {}
    data = {"sampled": dict(sampled)} if sampled else {}
    if who != finder:
        name, because = name_of(here.plant, finder), {"because": "mended"} if mended else {}
        life.tell_trail(hazard, "hazard.inherited", now, data={"from": finder, "to": who, **because})
        assigning.follow(hazard, who, f"{name}自己改的，由你认可" if mended else f"{name}不在，改由你跟踪", now)
    life.move(hazard, "confirming", "hazard.to_confirm", now, data=data, follower=who)
    why = f"{name_of(here.plant, finder)}自己改的，请你认可" if mended else "你跟踪的，看看改好没有"
    _ask(hazard, CONFIRM, Named(who, "", why), now)


def _close(hazard: Hazard, now: datetime) -> None:
    hours = f"{(now - hazard.received_at) / HOUR:.1f}"
    life.move(hazard, "closed_out", "hazard.closed_out", now, data={"hours": hours}, closed_at=now)
    stopping.lift(hazard, now)
    countdown.end(hazard, now)
    joined.tell(hazard, "改好了，看过，销号了", now)
    assigning.close_open(hazard, now, "销号了", FOLLOW, INTERIM, PLAN, USE, *LOOKS)


def _ask(hazard: Hazard, kind: str, named: Named, now: datetime) -> None:
    wanted = Wanted(
        kind,
        named.person,
        [named.why],
        post=named.post,
        stage=f"{kind}/{hazard.round}",
        steps=STEPS,
        data=Look(of_round=hazard.round),
    )
    asks.open_ask(hazard.subject, wanted, now)


def _verb(ask: Ask) -> str:
    return "认可" if ask.kind == CONFIRM else "去看改好没有"
