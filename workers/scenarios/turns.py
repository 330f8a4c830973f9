"""How a person does what a permit asks of him: his card, its page, his tap. There is one turn for each kind of ask.

Who is asked comes from the plant's rules, never from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers.permits import raised
from handlers.permits.gates import measures
from handlers.permits.kinds import ACCEPT
from models import plant_time
from models.ask import MOVABLE, Ask, of_subject
from models.book import book, book_of
from models.permit import Permit, watched_until
from models.permit_asks import Brief, Measures, Sign
from rules.gas import flammable_media
from rules.gates import detects
from workers.scenarios import cast, hand
from workers.scenarios.phone import Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story

SIGN, START_OF_WORK = "permit.sign", "permit.start"
# More lines than any kind's sheet of acceptance has.
LINES_TO_TICK = 30
FLAMMABLE = {"analyte": "flammable", "gas": "甲烷", "value": "2", "unit": "%LEL", "lel_pct": "5.0"}
READINGS = [
    {"analyte": "oxygen", "gas": "氧气", "value": "20.9", "unit": "%vol", "lel_pct": None},
    {"analyte": "toxic", "gas": "硫化氢", "value": "0", "unit": "ppm", "lel_pct": None},
    {"analyte": "toxic", "gas": "一氧化碳", "value": "0", "unit": "ppm", "lel_pct": None},
]


@dataclass(frozen=True)
class Turn:
    """One person's turn: his phone, standing at the site, and what he is asked for."""

    story: Story
    permit: Permit
    ask: Ask
    phone: Phone

    def open(self, card: Json, *buttons: str) -> Any:
        """Opens the page behind the first of these buttons that the card has."""
        return self.phone.open(self.story.opens(self.phone, card, *buttons))

    def signature(self) -> dict[str, Any]:
        return {"strokes": hand.strokes(self.phone.name), **self.presence()}

    def presence(self) -> dict[str, Any]:
        return {"position": self.phone.position(), "device": f"story phone {self.phone.account}"}


def round_of(permit: Permit) -> list[Ask]:
    """The open questions of a permit that come first at the site, all of one kind; empty while nobody is asked."""
    waiting = [each for each in of_subject(permit.subject) if each.state in MOVABLE and each.kind in TURNS]
    first = next((kind for kind in TURNS if kind in {each.kind for each in waiting}), None)
    return [each for each in waiting if each.kind == first]


def card_of(story: Story, permit: Permit, ask: Ask) -> Json:
    """Waits for the card of a question on the person's phone. Raises Late."""
    words, _ = TURNS[ask.kind]
    if ask.kind == "permit.brief" and not Brief.of(ask).giving:
        words = ("请签交底",)
    phone = story.house.phone(ask.person)
    return wait_for(f"{phone.name} 的卡片「{'／'.join(words)}」", lambda: _card(phone, permit, words))


def take(story: Story, permit: Permit, ask: Ask) -> None:
    """The person asked goes to the site and does it from his card; whoever accepts hot work comes after the fire watch.
    Raises Late when card or effect does not come."""
    phone = at_site(story.house.phone(ask.person), permit.area)
    card = card_of(story, permit, ask)
    if ask.kind == ACCEPT:
        story.until(watched_until(Permit.get_by_id(permit.id)))
    before = _waiting(permit, ask)
    answer = TURNS[ask.kind][1](Turn(story, permit, ask, phone), card)
    if answer.get("tone") not in ("done", "info"):
        raise Late(f"{phone.name} 办成「{title(card)}」（{answer}）")
    story.tell(f"{phone.name}：{title(card)} → {answer.get('words', '')}")
    wait_for(f"{phone.name} 的「{title(card)}」记为办完", lambda: before - _waiting(permit, ask))


def standing(permit: Permit) -> str:
    """Where a permit stands and whom it still waits for, for the message of a story that came to a halt."""
    people = book(plant_time.now()).plant
    asked = [each for each in of_subject(permit.subject) if each.state in MOVABLE and each.person]
    lines = [f"{people.person(each.person).name}（{each.kind}，{each.opened_at:%H:%M} 起）" for each in asked]
    return f"{permit.number} 停在 {permit.state}，等着：{'，'.join(lines) or '没有人'}"


def at_site(phone: Phone, area: str) -> Phone:
    return replace(phone, at=cast.centre(book(plant_time.now()).plant.area(area)))


def _waiting(permit: Permit, like: Ask) -> set[int]:
    """What the person is asked of this kind. Whoever signs two lines of a permit has two cards that look alike."""
    asked = [each for each in of_subject(permit.subject) if (each.kind, each.person) == (like.kind, like.person)]
    return {each.id for each in asked if each.state in MOVABLE}


def _card(phone: Phone, permit: Permit, words: tuple[str, ...]) -> Json | None:
    cards = [each for each in phone.messages() if each["kind"] == "card" and permit.number in text_of(each)]
    fitting = [each for each in cards if title(each).partition("：")[0] in words]
    return fitting[-1] if fitting else None


def _sign(turn: Turn, card: Json) -> Json:
    answer: Json = turn.phone.sign(turn.open(card, "到场再签", "签批", "确认签字"))
    turn.story.signed(f"{turn.phone.name}（{Sign.of(turn.ask).signs_for}）", card)
    turn.story.repainted(turn.phone, card, "已签")
    return answer


def _test_gas(turn: Turn, card: Json) -> Json:
    now = plant_time.now()
    test = {
        "readings": [flammable(turn.permit), *READINGS],
        "point": "作业点周围",
        "sampled_at": now.isoformat(),
        "method": "便携式检测仪",
        "instrument": "XP-302M 0017",
        "calibrated_until": now.date().replace(year=now.year + 1).isoformat(),
        **turn.presence(),
    }
    return dict(turn.open(card, "填结果").act("permit.gas", test))


def flammable(permit: Permit) -> Json:
    """A good value of the gas that the area's page names, if it names one."""
    config = book_of(int(permit.rules)).config
    here = flammable_media(config.plant.area(permit.area), config.templates.gas)
    return {**FLAMMABLE, "gas": here[0].name, "lel_pct": f"{here[0].lel_pct:g}"} if here else FLAMMABLE


def _measures(turn: Turn, card: Json) -> Json:
    page, answer = turn.open(card, "逐条确认"), {}
    lines = {line["id"]: line for line in measures.lines(Permit.get_by_id(turn.permit.id))}
    for number, measure in enumerate(Measures.of(turn.ask).measures):
        turn.story.taps += 1
        point = {"place": "作业点旁", "tag": f"P-{measure}", "lock": f"S-{measure}", "keeper": turn.ask.person}
        data = {"measure": measure, "applies": "yes", "photo": hand.photo(measure), "points": [point]}
        data["note"] = hand.reading(lines[measure])
        answer = page.act("permit.measure", data, attempt=number + 1)
    return dict(answer)


def _brief(turn: Turn, card: Json) -> Json:
    return dict(turn.open(card, "交底签字", "看交底，签字").act("permit.brief", turn.signature()))


def _check(turn: Turn, card: Json) -> Json:
    return dict(turn.open(card, "到现场验票").act("permit.foreman_check", turn.signature()))


def _start(turn: Turn, card: Json) -> Json:
    """The guardian checks what the program can't, ticks it and starts."""
    kind = raised.kind_of(turn.permit)
    page = turn.open(card, "看开工关")
    if detects(kind, turn.permit.level):
        until = plant_time.now().date().replace(year=plant_time.now().year + 1).isoformat()
        alarm = {"instrument": "XP-302M 0018", "calibrated_until": until, "photo": hand.photo("alarm")}
        page.act("permit.alarm", {**alarm, **turn.presence()})
    data = {**turn.presence(), "confirmed": [each.id for each in kind.start_gate_extra]}
    return dict(page.act("permit.start", data))


def _fine(turn: Turn, card: Json) -> Json:
    return _tapped(turn, card, "正常")


def _finish(turn: Turn, card: Json) -> Json:
    return dict(turn.open(card, "报完工").act("permit.finish", turn.presence()))


def _tapped(turn: Turn, card: Json, button: str) -> Json:
    turn.story.tap(turn.phone, card, button)
    return {"tone": "done", "words": button}


def _accept(turn: Turn, card: Json) -> Json:
    page = turn.open(card, "到现场验收", "断电后签字")
    return dict(page.act("permit.accept", {**turn.signature(), "checked": list(range(LINES_TO_TICK))}))


# kind of ask → what its card's title says before the colon, and what a person does; the order is the order at the site
TURNS: dict[str, tuple[tuple[str, ...], Callable[[Turn, Json], Json]]] = {
    SIGN: (("请签", "请确认", "待到场"), _sign),
    "permit.gas_test": (("请测气",), _test_gas),
    "permit.measures": (("请确认措施",), _measures),
    "permit.brief": (("请交底",), _brief),
    "permit.foreman_check": (("请验票",), _check),
    START_OF_WORK: (("请开工",), _start),
    "permit.gas_record": (("请测气",), _test_gas),
    "permit.check": (("请报",), _fine),
    "permit.shift_check": (("请报",), _fine),
    "permit.finish": (("作业中", "已停工"), _finish),
    "permit.accept": (("请验收",), _accept),
    "permit.power_cancel": (("请断电注销",), _accept),
}
