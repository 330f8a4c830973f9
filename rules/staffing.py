"""Who signs each slot of a stage: the post's own people first, else a substitute under a written authorisation.

A line is never left empty and silence is never consent: when nobody is left, the stage is blocked. People of the job
and people of a contractor never approve. One person fills one slot, except for lines in `distinct_except`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rules.absence import ROLE_WORDS, Absence, vacancy
from rules.candidates import HANDED_OVER, Candidate, Use, chain_of, clashes, nominal, reserved, substitute_for
from rules.plant import Plant
from rules.routes import Route, Slot, Stage
from rules.routing_rules import Timers
from rules.scene import Scene


@dataclass(frozen=True)
class Assignment:
    """Who is asked for a slot. `post` is the post he signs by; `for_post` and `authorization` are set for a substitute.

    `reasons` are for the form (third person), `told` for the person himself, `card` is one line for his card.
    Nobody (`person` None): an optional slot that is left out, or a slot that another one of its any-of stage covers
    (`skipped`).
    """

    slot: Slot
    person: str | None
    post: str | None
    for_post: str | None
    authorization: str | None
    reasons: tuple[str, ...]
    told: tuple[str, ...]
    card: str
    skipped: bool
    on_call: bool
    timers: Timers

    @classmethod
    def before(cls, slot: Slot, person: str, post: str, timers: Timers) -> Assignment:
        """Somebody who was already asked for the slot; his words no longer matter."""
        return cls(slot, person, post, None, None, (), (), "", False, False, timers)


@dataclass(frozen=True)
class Staffing:
    """One assignment a slot, in order; `blocked` says why the stage can't go on, empty when it can."""

    assignments: tuple[Assignment, ...]
    blocked: tuple[str, ...]

    @property
    def asked(self) -> tuple[Assignment, ...]:
        return tuple(each for each in self.assignments if each.person is not None)


@dataclass(frozen=True)
class _Search:
    """What the search for one stage needs to know: who fills another line, and who is another line's nominal signer."""

    scene: Scene
    stage: Stage
    kept: tuple[Use, ...]


def staff(route: Route, stage: Stage, scene: Scene, signed: Mapping[str, str]) -> Staffing:
    """Find the people of a stage that opens now. `signed`: slot id → who has signed it."""
    if not stage.is_approval:
        return _confirming(stage, scene)
    line = {slot.id: slot.signs_for for slot in route.slots}
    used = [Use(person, line.get(slot_id)) for slot_id, person in signed.items()]
    search = _Search(scene, stage, reserved(route, scene, signed))
    open_slots = [slot for slot in stage.slots if slot.id not in signed]
    found = _all_of(open_slots, search, used) if stage.mode == "all_of" else _any_of(open_slots, search, used)
    return _judged(found, stage)


def substitute(
    silent: Assignment, stage: Stage, route: Route, scene: Scene, reason: str, taken: frozenset[str]
) -> Assignment | None:
    """The next person down the chain, to be asked beside those already asked (`taken`); None at the chain's end.

    A refusal never leads to a substitute: it is final for its stage.
    """
    slot, person = silent.slot, silent.person
    if person is None or slot.post is None or slot.optional or reason not in scene.rules.substitution_reasons:
        return None
    used = [Use(each, None) for each in sorted(taken | {person})]
    absence = _silence(silent, scene.plant, reason)
    kept = reserved(route, scene, {})
    others = stage.slots if stage.mode == "any_of" and slot in stage.slots else ()
    slots = [slot, *(each for each in others if each.id != slot.id)]
    found = substitute_for(slots, absence.code, scene, used, kept)
    return _assigned(found, absence, scene, stage.timers) if found else None


def heirs(giver: Assignment, stage: Stage, route: Route, scene: Scene, taken: frozenset[str]) -> tuple[Assignment, ...]:
    """Everybody to whom the signer of this assignment may hand his line now: the authorised chain, and nobody else.
    `taken`: people who are already asked in this permit."""
    slot, person = giver.slot, giver.person
    if person is None or slot.post is None or slot.optional:
        return ()
    used = [Use(each, None) for each in sorted(taken | {person})]
    absence = _silence(giver, scene.plant, HANDED_OVER)
    found = chain_of(slot, scene, used, reserved(route, scene, {}))
    return tuple(_assigned(each, absence, scene, stage.timers) for each in found)


def _confirming(stage: Stage, scene: Scene) -> Staffing:
    """A stage of the job's own people: they confirm and nobody stands in for them."""
    found, blocked = [], []
    for slot in stage.slots:
        role = ROLE_WORDS.get(slot.role or "") or scene.rules.roles.get(slot.role or "", "")
        holders = scene.job.holders(slot.role or "")
        if not holders or not scene.plant.knows(holders[0]):
            blocked.append(f"没有指定{role}：请申请人填上再提交")
            continue
        name = scene.plant.person(holders[0]).name
        words = (f"{role}{name}先确认",), (f"你是本票{role}，请先确认",), f"找你签：你是{role}"
        found.append(Assignment(slot, holders[0], None, None, None, *words, False, False, stage.timers))
    return Staffing(tuple(found), tuple(blocked))


def _all_of(slots: list[Slot], search: _Search, used: list[Use]) -> list[Assignment]:
    """Everybody signs: first each line's own people, then substitutes for the lines without."""
    scene, timers = search.scene, search.stage.timers
    picked: dict[str, Assignment] = {}
    for slot in slots:
        own, _ = nominal(slot, scene, used)
        if own:
            used.append(Use(own.person.id, slot.signs_for))
            picked[slot.id] = _assigned(own, None, scene, timers)
    for slot in slots:
        if slot.id not in picked:
            picked[slot.id] = _replaced(slot, search, used)
    return [picked[slot.id] for slot in slots]


def _any_of(slots: list[Slot], search: _Search, used: list[Use]) -> list[Assignment]:
    """One valid signature is enough: the posts' own people are asked; only when there are none, one substitute."""
    own = {slot.id: nominal(slot, search.scene, used)[0] for slot in slots}
    if any(own.values()):
        return _own_people(slots, own, search, used)
    found: list[Assignment] = []
    for slot in slots:
        if any(each.person for each in found):
            found.append(_covered(slot, next(each for each in found if each.person), search, used))
        else:
            found.append(_replaced(slot, search, used))
    return found


def _own_people(
    slots: list[Slot], own: Mapping[str, Candidate | None], search: _Search, used: list[Use]
) -> list[Assignment]:
    found: dict[str, Assignment] = {}
    for slot in slots:
        candidate = own[slot.id]
        if candidate and not clashes(candidate.person.id, slot, used, search.scene):
            used.append(Use(candidate.person.id, slot.signs_for))
            found[slot.id] = _assigned(candidate, None, search.scene, search.stage.timers)
    first = next(iter(found.values()))
    missing = [_covered(slot, first, search, used) for slot in slots if slot.id not in found]
    found[first.slot.id] = _with_gaps(first, missing, slots)
    return [found.get(slot.id) or next(each for each in missing if each.slot is slot) for slot in slots]


def _with_gaps(first: Assignment, missing: list[Assignment], slots: list[Slot]) -> Assignment:
    """Tells the signer which posts before his in the stage have nobody: that is why it is he. Posts after his are no
    reason, because his own signature is enough."""
    before = slots[: slots.index(first.slot)]
    gone = [each for each in missing if each.slot in before]
    if not gone:
        return first
    gaps = [reason for each in gone for reason in each.reasons]
    told = [f"{each.card}，由你签" for each in gone]
    card = f"找你签：{gone[0].card}，{first.card.removeprefix('找你签：')}"
    return replace(first, reasons=(*gaps, *first.reasons), told=(*told, *first.told), card=card)


def _covered(slot: Slot, by: Assignment, search: _Search, used: list[Use]) -> Assignment:
    """A slot that needs nobody, because another slot of its any-of stage is asked."""
    _, absence = nominal(slot, search.scene, used)
    name = search.scene.plant.person(by.person or "").name
    why = absence or vacancy(slot, search.scene)
    return _nobody(slot, (f"{why.form}，由{name}签",), why.card, search.stage.timers, skipped=True)


def _replaced(slot: Slot, search: _Search, used: list[Use]) -> Assignment:
    """A substitute for a slot whose own people can't sign; `used` grows. Nobody found: `person` is None."""
    scene, timers = search.scene, search.stage.timers
    _, absence = nominal(slot, scene, used)
    why = absence or vacancy(slot, scene)
    if slot.optional:
        return _nobody(slot, (f"{why.form}，已跳过",), why.card, timers, skipped=True)
    found = substitute_for([slot], why.code, scene, used, search.kept)
    if found is None:
        return _nobody(slot, (f"{why.form}，没有可以替补的人",), why.card, timers, skipped=False)
    used.append(Use(found.person.id, slot.signs_for))
    return _assigned(found, why, scene, timers)


def _nobody(slot: Slot, reasons: tuple[str, ...], card: str, timers: Timers, skipped: bool) -> Assignment:
    return Assignment(slot, None, None, None, None, reasons, reasons, card, skipped, False, timers)


def _assigned(found: Candidate, absence: Absence | None, scene: Scene, timers: Timers) -> Assignment:
    """The assignment with its words; people called in from home get the longer time limits."""
    form, told, card = _words(found, absence, scene)
    came = ("班上没有人能签，须到现场签",) if found.on_call else ()
    return Assignment(
        slot=found.slot,
        person=found.person.id,
        post=found.post,
        for_post=found.slot.post if found.authorization else None,
        authorization=found.authorization,
        reasons=(form, *came),
        told=(told, *came),
        card=card,
        skipped=False,
        on_call=found.on_call,
        timers=scene.rules.defaults.on_call.timers if found.on_call else timers,
    )


def _words(found: Candidate, absence: Absence | None, scene: Scene) -> tuple[str, str, str]:
    """Why this person: for the form, for himself, and in one line for his card."""
    name, title = found.person.name, scene.title(found.post, found.scope)
    if absence and found.authorization:
        paper = found.authorization
        by = f"按授权书 {paper} 顶班"
        return (
            f"{absence.form}，{name}{by}",
            f"{absence.form}，你{by}",
            f"找你签：{absence.card}，你顶班（{paper}）",
        )
    if absence and not found.on_call:
        return (
            f"{absence.form}，由{title}{name}签",
            f"{absence.form}，你也是{title}",
            f"找你签：{absence.card}，你也是{title}",
        )
    return f"{title}{name}本人签", f"你是{title}", f"找你签：你是{title}"


def _silence(assignment: Assignment, plant: Plant, reason: str) -> Absence:
    """The words for somebody who was asked and did not answer."""
    person, post = plant.person(assignment.person or ""), assignment.post or ""
    title = plant.posts[post].name
    said = {
        "timeout": f" {assignment.timers.substitute} 分钟没签",
        "unreachable": "联系不上",
        "on_leave": "请假了",
        HANDED_OVER: "转办",
    }
    words = said.get(reason, "不能签")
    return Absence(reason, f"{title}{person.name}{words}", f"{title}{words}")


def _judged(found: list[Assignment], stage: Stage) -> Staffing:
    """Blocked when a line of an all-of stage, or the whole of an any-of stage, has nobody."""
    missing = [each for each in found if each.person is None and not each.skipped]
    blocked = bool(missing) and (stage.mode == "all_of" or not any(each.person for each in found))
    words = [reason for each in missing for reason in each.reasons] if blocked else []
    hint = [f"{stage.name}找不到人签：请安全部门安排人员或补授权书"] if blocked else []
    return Staffing(tuple(found), (*words, *hint))
