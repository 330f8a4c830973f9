"""The life of one hazard, from the report to the closure: everybody does what he is asked, from his card.

What is found is in the plant's data. That everybody answers within so many minutes is an assumption.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from config.shapes.demo import Sighting
from handlers.hazards import assigning
from models import hazard as hazards
from models import ledger, plant_time
from models.ask import MOVABLE, Ask, of_subject
from models.base import to_milliseconds
from models.book import book
from models.hazard import Hazard
from rules.hazards.major import lacks_to_close
from workers.scenarios import HAZARD, hand, promises
from workers.scenarios.phone import Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story
from workers.scenarios.turns import at_site

ANSWERS_IN, MENDING = 5, 90  # plant minutes
OVERDUE = timedelta(hours=2)
MOST_TURNS = 30
OWNED_WITHIN = 47  # minutes; the yardstick is what it took on paper


def play(story: Story) -> Hazard:
    """Plays the story whose name the plant's data has; returns the closed hazard. What did not hold is in
    `story.broken`."""
    return through(story, report(story))


def through(story: Story, hazard: Hazard) -> Hazard:
    """The hazard's life from its assignment on."""
    story.promise(bool(hazard.owner) or hazard.state == "triage", f"{hazard.number} 没有责任人，也没人分派")
    for _ in range(MOST_TURNS):
        hazard = _now(hazard)
        if hazard.state in ("closed_out", "archived"):
            break
        if hazard.state == "submitted" and hazard.report.awaited:
            bring_kept(story, hazard)
        _take(story, hazard, wait_for(f"{hazard.number} 的下一步", partial(_asked, hazard)))
    hazard = _now(hazard)
    story.promise(hazard.state in ("closed_out", "archived"), f"{hazard.number} 没有销号：{hazard.state}")
    of_hands(story, hazard)
    of_its_kind(story, hazard)
    promises.of_platforms(story)
    return hazard


def report(story: Story) -> Hazard:
    """The finder writes 「报隐患」, takes a picture on its page and sends it. Raises Late."""
    seen = _sighting(story)
    phone = at_site(story.house.phone(seen.finder), seen.area)
    before = {each["id"] for each in phone.messages()}
    story.tell(f"{phone.name}发「报隐患」")
    phone.say("报隐患")
    page = phone.open(story.opens(phone, story.card(phone, "报隐患", before), "去报"))
    given: Json = {"photos": [page.bring(hand.shot("before"))], "position": phone.position()}
    if seen.did:
        given |= {"fixed": True, "after": [page.bring(hand.shot("after"))], "did": seen.did}
        # 「我当场改好了」 on the page.
        story.taps += 1
    if seen.waits:
        given |= _kept(seen.waits)
    story.taps += 1
    answer = page.act("hazard.report", given, text=seen.words)
    if seen.waits:
        story.tell(f"{phone.name}在没有信号的地方报的，{seen.waits} 小时后才发出来；回音没到，手机又发了一次")
        again = page.act("hazard.report", given, text=seen.words, attempt=2)
        story.promise(again.get("words") == answer.get("words"), f"同一份报了两次，回答不一样：{again}")
        story.promise(Hazard.select().where(Hazard.draft == given["draft"]).count() == 1, "同一份成了两条隐患")
    story.tell(f"{phone.name}报了：{answer.get('words', '')}")
    hazard: Hazard | None = Hazard.select().order_by(Hazard.id.desc()).first()
    if hazard is None or not answer.get("ok"):
        raise Late(f"{phone.name} 的隐患（{answer}）")
    return hazard


def _kept(hours: int) -> Json:
    """The report as a phone keeps it that had no signal for so long: its picture follows."""
    sent = to_milliseconds(plant_time.now())
    clock = {"found": sent - hours * 3_600_000, "sent": sent, "ahead_then": 0, "ahead": 0}
    awaited = [hashlib.sha256(hand.shot("before")).hexdigest()]
    return {"draft": str(uuid.uuid4()), "photos": [], "awaited": awaited, "clock": clock}


def bring_kept(story: Story, hazard: Hazard) -> None:
    """The finder opens the page once more, and the picture that his phone has kept follows. Raises Late."""
    story.promise(_asked(hazard) is None, f"{hazard.number} 的照片还没到，就请人去验了")
    phone = story.house.phone(hazard.finder)
    form = Ask.select().where(Ask.kind == "hazard.report", Ask.person == hazard.finder).order_by(Ask.id.desc()).get()
    page = phone.open(f"{phone.base}/h5/{phone.platform}/report/{form.id}")
    answer = page.act("hazard.photo", {"draft": hazard.draft, "photo": page.bring(hand.shot("before"))})
    story.tell(f"{phone.name}的手机有信号了：{answer.get('words', '')}")
    story.promise(not _now(hazard).report.awaited, f"{hazard.number} 的照片没有到：{answer}")


def of_hands(story: Story, hazard: Hazard) -> None:
    """Who mended it neither looked whether it was mended nor closed it, and it was owned sooner than on paper."""
    mended = {each.by for each in hazard.work.mended}
    looked = {each.by for each in hazard.work.checked}
    story.promise(not mended & looked, f"{hazard.number} 有人验了自己改的：{mended & looked}")
    assigned = hazard.work.assigned_at
    minutes = (assigned - hazard.received_at).total_seconds() / 60 if assigned else float("inf")
    story.promise(minutes <= OWNED_WITHIN, f"{hazard.number} 派给人用了 {minutes:.0f} 分钟")


def of_its_kind(story: Story, hazard: Hazard) -> None:
    """What the story is told for: the plan and every level of a major one, the ladder of a late one, a fake that a
    person confirmed."""
    seen, told = _sighting(story), {entry.kind for entry in ledger.of_subject(hazard.subject)}
    if seen.major:
        lacks = lacks_to_close(assigning.stands(hazard))
        story.promise(not lacks, f"{hazard.number} 销号时还缺{'、'.join(lacks)}")
        story.promise(bool({"hazard.stopped", "hazard.in_use_again"} <= told), f"{hazard.number} 没有先停用、后恢复")
    if seen.late:
        story.promise("hazard.overdue" in told, f"{hazard.number} 超期没有人知道")
    if seen.fake:
        story.promise("hazard.fake" in told and hazard.round > 1, f"{hazard.number} 假整改没有退回")


def _sighting(story: Story) -> Sighting:
    """What the story is of; what sensors report is mended as anything ordinary is."""
    told = book(plant_time.now()).config.demo.hazards.get(story.name.removeprefix(HAZARD))
    return told or Sighting(finder="", area="", words="")


def _asked(hazard: Hazard) -> Ask | None:
    """The first open question of the hazard that has a turn here."""
    waiting = [ask for ask in of_subject(hazard.subject) if ask.state in MOVABLE and ask.kind in TURNS]
    return waiting[0] if waiting else None


def _take(story: Story, hazard: Hazard, ask: Ask) -> None:
    """The person asked does it from his card. Raises Late when card or effect does not come."""
    plant = book(plant_time.now()).plant
    area = hazard.area or plant.areas[0].id
    phone = at_site(story.house.phone(ask.person), area)
    card = wait_for(f"{phone.name} 的卡片", lambda: _card(phone, hazard, ask))
    story.later(ANSWERS_IN)
    before = _now(hazard).state
    answer = TURNS[ask.kind][1](story, phone, card, hazard)
    story.tell(f"{phone.name}：{title(card)} → {answer.get('words', '')}")
    wait_for(f"{hazard.number} 往下走", lambda: _now(hazard).state != before or _answered(ask))


def _answered(ask: Ask) -> bool:
    return Ask.get_by_id(ask.id).state not in MOVABLE


def _card(phone: Phone, hazard: Hazard, ask: Ask) -> Json | None:
    words = TURNS[ask.kind][0]
    cards = [each for each in phone.messages() if each["kind"] == "card" and hazard.number in text_of(each)]
    fitting = [each for each in cards if re.search(words, title(each))]
    # Whoever is asked again has a new card, which may still be on its way.
    asked = sum(each.kind == ask.kind and each.person == ask.person for each in of_subject(hazard.subject))
    return fitting[-1] if len(fitting) >= asked else None


def _fix(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    if _now(hazard).state == "assigned":
        story.tap(phone, card, "接单")
        return {"words": "接单"}
    now, seen = _now(hazard), _sighting(story)
    if seen.late and now.until and not now.late:
        story.until(now.until + OVERDUE)
        wait_for(f"{hazard.number} 超期", lambda: _now(hazard).late)
    story.later(MENDING)
    page = phone.open(story.opens(phone, card, "报改好了"))
    plan = now.work.major.plan
    for place, step in enumerate(plan.milestones if plan else ()):
        told = page.act("hazard.milestone", {"place": place}, text="做完了", attempt=place + 1)
        story.tell(f"{phone.name}：{step.what} → {told.get('words', '')}")
    picture = "before" if seen.fake and now.round == 1 else "after"
    given = {"photos": [page.bring(hand.shot(picture))], "position": phone.position(), "cause": "卡子松了"}
    return page.act("hazard.mend", given, text="换好了，试过", attempt=MOST_TURNS)


def _look(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    page = phone.open(story.opens(phone, card, "去看"))
    now = _now(hazard)
    if _sighting(story).fake and now.round == 1 and now.state == "submitted":
        return page.act("hazard.fake", {}, text="和报的时候是同一张照片，现场没有动")
    return page.act("hazard.look", {"ok": True, "photos": [], "position": phone.position()}, text="看过")


def _confirm(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    story.tap(phone, card, "改好了，认可")
    return {"words": "认可"}


def _sort(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    rules = book(plant_time.now())
    page = phone.open(story.opens(phone, card, "去定级" if hazard.report.hinted else "去分派"))
    area, seen = hazard.area or rules.plant.areas[0].id, _sighting(story)
    category = hazard.category or rules.config.hazards.categories[0].id
    given = {"category": category, "area": area, "grade": "major" if seen.major else "general"}
    return page.act("hazard.sort", given | ({"use": "stop", "basis": "够得上判定标准"} if seen.major else {}))


def _plan(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    page = phone.open(story.opens(phone, card, "写方案"))
    local = plant_time.now().astimezone(book(plant_time.now()).plant.zone)
    given = {
        "leader": hazard.supervisor,
        "executor": "检修班 4 人",
        "measures": "先停、先隔开，再换，最后试",
        "money": "2.4 万元，安全费用",
        "what0": "隔开",
        "until0": f"{local + timedelta(hours=6):%Y-%m-%dT%H:%M}",
        "what1": "换好、试过",
        "until1": f"{local + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "emergency": "出事就停、撤人、打电话",
        "drill": f"{local:%Y-%m-%d}",
    }
    return page.act("hazard.plan", given)


def _approve(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    return phone.open(story.opens(phone, card, "看方案")).act("hazard.approve", {})


def _register(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    page = phone.open(story.opens(phone, card, "去登记"))
    local = plant_time.now().astimezone(book(plant_time.now()).plant.zone)
    on = f"{local:%Y-%m-%dT%H:%M}"
    receipt = [page.bring(hand.shot("receipt"))]
    page.act("hazard.authority", {"to": "区应急管理局", "on": on, "photos": receipt}, attempt=1)
    return page.act("hazard.assembly", {"to": "职代会", "on": on}, attempt=2)


def _now(hazard: Hazard) -> Hazard:
    found = hazards.by_number(hazard.number)
    if found is None:
        raise LookupError(hazard.number)
    return found


# Ask kind → a pattern of its card's title, and what its person does.
TURNS: dict[str, tuple[str, Callable[[Story, Phone, Json, Hazard], Json]]] = {
    "hazard.sort": ("请分派隐患|请定级", _sort),
    "hazard.plan": ("请写整改方案", _plan),
    "hazard.approve": ("请批整改方案", _approve),
    "hazard.register": ("请登记上报", _register),
    "hazard.fix": ("整改[中：]", _fix),
    "hazard.check": ("请验隐患", _look),
    "hazard.recheck": ("请复查隐患", _look),
    "hazard.walk": ("请去现场看", _look),
    "hazard.evaluate": ("请做技术评估", _look),
    "hazard.decide": ("请定销号", _look),
    "hazard.confirm": ("改好了吗", _confirm),
}
