"""Signing and refusing: what the page sends is kept as evidence; presence decides between done and held."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks, digest
from handlers.permits import proof, raised, same_hand
from handlers.permits.request import versions
from handlers.permits.routing import stages
from handlers.permits.signing import approving
from models import ledger
from models import permit as permits
from models.answered import Outcome, Proven
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Sign
from rules import presence
from rules.plant import Person

MAX_REASON = 200
# How often a signature from elsewhere is kept for one ask: each leaves its strokes and an entry in the trail.
MOST_HELD = 5
ANYWHERE = "这一栏不要求到场"


def why(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「为什么找我」: the reasons as they were given, then how the permit stands."""
    over = _over(ask, now)
    return over or Answer("。".join(ask.why) + "。", "info")


def sign(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """A handwritten signature: done if the signer is at the site, else held as 待到场."""
    over = _too_late(action, ask, person, now)
    if over:
        return over
    if _signed_another_line(permit, ask, person):
        return Answer("你已签过本票的另一栏，一人只能签一栏。请等另一位来签。", "stop")
    where = proof.presence_at(permit, action, now)
    elsewhere = Sign.of(ask).approval and not where.ok
    if elsewhere and ledger.times(ask.subject, "permit.held", ask=ask.id) >= MOST_HELD:
        words = f"签名已经留了 {MOST_HELD} 次，都不在现场，这次没有再记：{where.words}"
        return Answer(f"{words}。请到{permit.form.area_name}再定位{_other_way(permit)}。", "caution")
    answer = proof.signed(permit, action, person, now)
    if elsewhere:
        return _hold(ask, permit, person, answer.but(presence=where.words), where, action, now)
    answer = answer.but(presence=where.words if where.ok else f"{where.found}，{ANYWHERE}")
    return _accept(ask, permit, person, answer, action, now)


def held_since(action: Action, ask: Ask, permit: Permit) -> Answer | None:
    """What a held signature is answered that comes again: where he was then. He may be at the site by now."""
    if ask.state != "held":
        return None
    kept = Proven.of(ask)
    words = f"签名早收到了，{kept.clock} 签名时{kept.presence}。现在到了，点「我到了，重新定位」。"
    return Answer(words, "caution")


def prove_presence(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """Another proof for a held signature, if the rules allow it: the QR posted at the site, and a photo. The trail says
    that it was this way."""
    over = _too_late(action, ask, person, now)
    if over:
        return over
    if ask.state != "held":
        return Answer("还没有签名。请先签名，再证明到场。", "stop")
    if not raised.rules(permit).defaults.presence.by_code:
        return Answer("本厂只认定位，不认现场码。请到现场打开手机定位，再签一次。", "stop")
    scanned = proof.scan(permit, action)
    if scanned is None or not scanned.ok:
        return Answer(scanned.words if scanned else "还没有扫现场码。请先扫贴在现场的那一张。", "stop")
    photo = proof.photo(action, person)
    if photo is None:
        return Answer("照片没有传上来。请在现场再拍一张。", "stop")
    proof.keep_photo(action, person, now)
    answer = Proven.of(ask).but(photo=photo, presence=f"扫{scanned.words}并拍照", code=scanned.number, at=now)
    return _accept(ask, permit, person, answer, action, now)


def refuse(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「退回」: final for the stage. No substitute is asked; the requester makes a new version."""
    reason = action.text.strip()[:MAX_REASON]
    over = _refused_otherwise(ask, reason) or _too_late(action, ask, person, now, reason=reason)
    if over:
        return _signed_before(ask, permit, now) or over
    if len(reason) < 2:
        return Answer("退回要写明原因。请写一句再退回。", "stop")
    shown = asks.shown_to(action)
    asks.close(ask, "refused", now, Outcome(result="refused", reason=reason, at=now, shown=shown or ""))
    data = {"ask": ask.id, **_place(ask), "reason": reason}
    ledger.append(ask.subject, "permit.refused", now, actor=asks.actor(ask, person), data=data, shown=shown)
    stages.end(permit, "returned", "superseded", now, person.id, reason)
    versions.offer(permit, f"{person.name} {now:%H:%M} 退回：{reason}", permit.ends_at, now)
    digest.look(person.id, now)
    return Answer("退回了，已告诉申请人。", "done")


def _signed_before(ask: Ask, permit: Permit, now: datetime) -> Answer | None:
    """For somebody who refuses what he has signed, because the answer to his signature was lost: how to hold it up."""
    if ask.state != "done" or Outcome.of(ask).result != "signed":
        return None
    plant = book(now).plant
    by_voice = f"请{name_of(plant, permit.requester)}撤回" if permit.state in versions.BEFORE_WORK else ""
    stop = "打开这张票点「停工」" if permits.stoppable(permit) else ""
    way = by_voice or stop or f"告诉监护人{name_of(plant, permits.guardian(permit))}"
    urgent = "要拦下：马上打电话，" if by_voice else "要叫停："
    return Answer(f"退回没有算：你 {Outcome.of(ask).clock} 已经签了。{urgent}{way}。", "stop")


def _refused_otherwise(ask: Ask, reason: str) -> Answer | None:
    """For somebody who refuses once more and gives another reason: the first one holds."""
    outcome = Outcome.of(ask)
    if ask.state != "refused" or outcome.reason == reason:
        return None
    words = f"你 {outcome.clock} 已退回，原因是「{outcome.reason}」。这次写的没有记：要补充，请直接告诉申请人。"
    return Answer(words, "caution")


def _accept(ask: Ask, permit: Permit, person: Person, answer: Proven, action: Action, now: datetime) -> Answer:
    if not asks.close(ask, "done", now, answer.resulting("signed")):
        return _over(ask, now) or Answer("这张票刚刚变了。请重新打开看看。", "caution")
    line = Sign.of(ask)
    data = {
        "ask": ask.id,
        "rendition": action.rendition or 0,
        **_place(ask),
        "rules": ask.rules,
        "why": list(line.reasons),
        **answer.evidence(),
    }
    kind = "permit.signed" if line.approval else "permit.confirmed"
    ledger.append(ask.subject, kind, now, actor=asks.actor(ask, person), data=data, shown=answer.shown or None)
    same_hand.look(permit, ask, now)
    approving.after_signature(permit, ask, now)
    digest.look(person.id, now)
    return Answer("签好了。", "done")


def _place(ask: Ask) -> dict[str, str]:
    """Which line of the form it is and as what the signer stands there, for the trail."""
    line = Sign.of(ask)
    where = {"stage": line.stage_id, "slot": ask.slot, "signs_for": line.signs_for, "post_name": line.post_name}
    return where | ({"for_post_name": line.for_post_name} if line.for_post_name else {})


def _hold(
    ask: Ask,
    permit: Permit,
    person: Person,
    answer: Proven,
    where: presence.PresenceAnswer,
    action: Action,
    now: datetime,
) -> Answer:
    asks.hold(ask, answer.resulting("held"), now)
    data = {"ask": ask.id, "signs_for": Sign.of(ask).signs_for, "why": where.words, **answer.evidence()}
    ledger.append(ask.subject, "permit.held", now, actor=asks.actor(ask, person), data=data, shown=answer.shown or None)
    words = f"签名先留着，待到场：{where.words}。请到{permit.form.area_name}再定位{_other_way(permit)}。"
    return Answer(words, "caution")


def _other_way(permit: Permit) -> str:
    return "，或扫现场码拍照" if raised.rules(permit).defaults.presence.by_code else ""


def _too_late(action: Action, ask: Ask, person: Person, now: datetime, reason: str = "") -> Answer | None:
    """An answer to a closed ask changes nothing, but the trail says that it was given: of each kind the first. reason:
    why he refused."""
    over = _over(ask, now)
    if over and not ledger.times(ask.subject, "permit.late_answer", ask=ask.id, wanted=action.name):
        data = {"ask": ask.id, "wanted": action.name, "state": ask.state, **({"reason": reason} if reason else {})}
        shown = asks.shown_to(action)
        ledger.append(ask.subject, "permit.late_answer", now, actor=asks.actor(ask, person), data=data, shown=shown)
    return over


def _over(ask: Ask, now: datetime) -> Answer | None:
    """The present state for somebody who comes to a closed ask: who, when, what next."""
    if ask.state in MOVABLE:
        return None
    outcome, plant = Outcome.of(ask), book(now).plant
    at, by = outcome.clock, name_of(plant, outcome.by or ask.person)
    words = {
        "done": f"你 {at} 已经签过，不用再签。点开看签批单。",
        "refused": f"你 {at} 已退回。等申请人改好再发来。",
        "expired": "这张票过了作业时段，作废了。请申请人重新办票。",
        "superseded": f"{at} 已由{by}签过，不用再签。点开看签批单。",
    }
    if outcome.result == "returned":
        return Answer(f"这张票 {at} 被{by}退回了，不用签：{outcome.reason}。", "info")
    if outcome.result == "cancelled":
        return Answer(f"申请人{by} {at} 撤回了这张票，不用签。", "info")
    if outcome.result == "over":
        return Answer(f"{outcome.words}，这一栏不用你签了。", "info")
    if outcome.result == "transferred":
        return Answer(f"你 {at} 转给{name_of(plant, outcome.to)}了，由他签。", "info")
    if outcome.result == "added":
        name = name_of(plant, outcome.to)
        return Answer(f"你 {at} 加签，先请{name}签。他签完，再发卡片请你签。", "info")
    return Answer(words[ask.state], "info")


def _signed_another_line(permit: Permit, ask: Ask, person: Person) -> bool:
    """Whether the person has signed another line: one person fills one line of a permit. The work leader's confirmation
    is not a line of approval."""
    line = Sign.of(ask)
    if not line.approval:
        return False
    shared = raised.rules(permit).defaults.distinct_except
    others = {slot for slot, who in raised.signed(permit).items() if who == person.id and slot != ask.slot}
    return bool(others) and line.signs_for not in shared
