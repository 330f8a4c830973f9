"""The life of one hazard, from the report to the closure: everybody does what he is asked, from his card.

What is found is in the plant's data. That everybody answers within so many minutes is an assumption.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from models import hazard as hazards
from models import plant_time
from models.ask import MOVABLE, Ask, of_subject
from models.book import book
from models.hazard import Hazard
from workers.scenarios import HAZARD, hand, promises
from workers.scenarios.phone import Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story
from workers.scenarios.turns import at_site

ANSWERS_IN, MENDING = 5, 90  # plant minutes
MOST_TURNS = 12
OWNED_WITHIN = 47  # minutes; the yardstick is what it took on paper


def play(story: Story) -> Hazard:
    """Plays the story whose name the plant's data has; returns the closed hazard. What did not hold is in
    `story.broken`."""
    hazard = report(story)
    story.promise(bool(hazard.owner) or hazard.state == "triage", f"{hazard.number} 没有责任人，也没人分派")
    for _ in range(MOST_TURNS):
        hazard = _now(hazard)
        if hazard.state in ("closed_out", "archived"):
            break
        _take(story, hazard, wait_for(f"{hazard.number} 的下一步", partial(_asked, hazard)))
    hazard = _now(hazard)
    story.promise(hazard.state in ("closed_out", "archived"), f"{hazard.number} 没有销号：{hazard.state}")
    of_hands(story, hazard)
    promises.of_platforms(story)
    return hazard


def report(story: Story) -> Hazard:
    """The finder writes 「报隐患」, takes a picture on its page and sends it. Raises Late."""
    seen = book(plant_time.now()).config.demo.hazards[story.name.removeprefix(HAZARD)]
    phone = at_site(story.house.phone(seen.finder), seen.area)
    before = {each["id"] for each in phone.messages()}
    story.tell(f"{phone.name}发「报隐患」")
    phone.say("报隐患")
    page = phone.open(story.opens(phone, story.card(phone, "报隐患", before), "去报"))
    given = {"photos": [page.bring(hand.shot("before"))], "position": phone.position()}
    answer = page.act("hazard.report", given, text=seen.words)
    story.tell(f"{phone.name}报了：{answer.get('words', '')}")
    hazard: Hazard | None = Hazard.select().order_by(Hazard.id.desc()).first()
    if hazard is None or not answer.get("ok"):
        raise Late(f"{phone.name} 的隐患（{answer}）")
    return hazard


def of_hands(story: Story, hazard: Hazard) -> None:
    """Who mended it did not look whether it was mended, and it was owned sooner than on paper."""
    mended = {each.by for each in hazard.work.mended}
    looked = {each.by for each in hazard.work.checked if each.level != "finder"}
    story.promise(not mended & looked, f"{hazard.number} 有人验了自己改的：{mended & looked}")
    assigned = hazard.work.assigned_at
    minutes = (assigned - hazard.received_at).total_seconds() / 60 if assigned else float("inf")
    story.promise(minutes <= OWNED_WITHIN, f"{hazard.number} 派给人用了 {minutes:.0f} 分钟")


def _asked(hazard: Hazard) -> Ask | None:
    """The first open question of the hazard that has a turn here."""
    waiting = [ask for ask in of_subject(hazard.subject) if ask.state in MOVABLE and ask.kind in TURNS]
    return waiting[0] if waiting else None


def _take(story: Story, hazard: Hazard, ask: Ask) -> None:
    """The person asked does it from his card. Raises Late when card or effect does not come."""
    plant = book(plant_time.now()).plant
    area = hazard.area or plant.areas[0].id
    phone = at_site(story.house.phone(ask.person), area)
    card = wait_for(f"{phone.name} 的卡片", lambda: _card(phone, hazard, TURNS[ask.kind][0]))
    story.later(ANSWERS_IN)
    before = _now(hazard).state
    answer = TURNS[ask.kind][1](story, phone, card, hazard)
    story.tell(f"{phone.name}：{title(card)} → {answer.get('words', '')}")
    wait_for(f"{hazard.number} 往下走", lambda: _now(hazard).state != before)


def _card(phone: Phone, hazard: Hazard, words: str) -> Json | None:
    cards = [each for each in phone.messages() if each["kind"] == "card" and hazard.number in text_of(each)]
    fitting = [each for each in cards if words in title(each)]
    return fitting[-1] if fitting else None


def _fix(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    if _now(hazard).state == "assigned":
        story.taps += 1
        phone.tap(card, "接单")
        return {"words": "接单"}
    story.later(MENDING)
    page = phone.open(story.opens(phone, card, "报改好了"))
    return page.act("hazard.mend", {"photos": [page.bring(hand.shot("after"))]}, text="换好了，试过")


def _look(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    page = phone.open(story.opens(phone, card, "去看"))
    return page.act("hazard.look", {"ok": True, "photos": []}, text="看过")


def _confirm(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    story.taps += 1
    phone.tap(card, "改好了，认可")
    return {"words": "认可"}


def _sort(story: Story, phone: Phone, card: Json, hazard: Hazard) -> Json:
    rules = book(plant_time.now())
    page = phone.open(story.opens(phone, card, "去分派"))
    area = hazard.area or rules.plant.areas[0].id
    return page.act(
        "hazard.sort", {"category": rules.config.hazards.categories[0].id, "area": area, "grade": "general"}
    )


def _now(hazard: Hazard) -> Hazard:
    found = hazards.by_number(hazard.number)
    if found is None:
        raise LookupError(hazard.number)
    return found


# Ask kind → words of its card, and what its person does.
TURNS: dict[str, tuple[str, Callable[[Story, Phone, Json, Hazard], Json]]] = {
    "hazard.sort": ("请分派隐患", _sort),
    "hazard.fix": ("整改", _fix),
    "hazard.check": ("请验隐患", _look),
    "hazard.recheck": ("请复查隐患", _look),
    "hazard.confirm": ("改好了吗", _confirm),
}
