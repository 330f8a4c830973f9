"""A drill: the safety office orders it from its phone; one person, or a team, decides card by card and is told how it
went.

Who takes part, and where somebody does not decide best, is in the plant's data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from config.shapes.demo import Practice
from handlers.drills.kinds import NODE
from models import drill as drills
from models import plant_time
from models.ask import MOVABLE, Ask, of_subject
from models.book import Book, book
from models.drill import DrillRun
from models.drill_sheet import Node
from rules import duty
from rules.training.drilling import best
from workers.scenarios import promises
from workers.scenarios.phone import Page, Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story

READ = "看选项，去选"
# Within it everybody has had a shift.
MOST_HOURS = 7 * 24


def alone(story: Story) -> DrillRun:
    """One person, who decides badly where the plant's data say so."""
    wanted = _wanted(_rules().config.demo.drill)
    _at_work(story, [wanted.person])
    _order(story, "drill.order", {"drill": wanted.of, "people": [wanted.person]})
    run = _ordered(wanted)
    _begin(story, run, wanted.person, "开始")
    while (node := _now(run).sheet.at_node) and _now(run).state == "running":
        _decide(story, _asked(run, wanted.person), wanted)
        wait_for(f"{run.number} 走过 {node}", partial(_past, run, node))
    return _over(story, run, wanted)


def team(story: Story) -> DrillRun:
    """A team, each with his own cards; what one does not say, another does not know."""
    wanted = _wanted(_rules().config.demo.team_drill)
    _at_work(story, [each.person for each in wanted.team])
    _order(story, "drill.team", {"drill": wanted.of, "team": {each.post: each.person for each in wanted.team}})
    run = _ordered(wanted)
    for member in wanted.team:
        _begin(story, run, member.person, "到了")
    wait_for(f"{run.number} 人到齐", lambda: _now(run).state == "running")
    while (turn := _now(run).sheet.at_node) and _now(run).state == "running":
        shown = [text_of(_card(story, _asked(run, member.person))) for member in wanted.team]
        story.promise(len({*shown}) == len(shown), f"{run.number} 有两个岗位看的是一样的卡片")
        for member in wanted.team:
            _decide(story, _asked(run, member.person), wanted)
        wait_for(f"{run.number} 走过 {turn}", partial(_past, run, turn))
    return _over(story, run, wanted)


def _at_work(story: Story, people: Sequence[str]) -> None:
    """Lets time pass until all of them are on shift: nobody else can be drilled."""
    now = plant_time.now()
    story.until_at_work(people, (now + timedelta(hours=each) for each in range(MOST_HOURS)))


def _order(story: Story, name: str, given: Json) -> None:
    office = story.house.phone(duty.office(_rules().plant)[0].id)
    story.tell(f"{office.name}发「演练」")
    before = {each["id"] for each in office.messages()}
    office.say("演练")
    story.card(office, "演练", before)
    page: Page = office.open(f"{story.house.base}/h5/{office.platform}/drills/now")
    story.taps += 1
    answer = page.act(name, given)
    story.tell(f"{office.name}：{answer.get('words', '')}")
    if answer.get("tone") != "done":
        raise Late(f"{office.name} 派演练（{answer}）")


def _begin(story: Story, run: DrillRun, person: str, button: str) -> None:
    phone = story.house.phone(person)
    card = wait_for(f"{phone.name} 的演练卡片", partial(_invited, phone, run))
    story.tell(f"{phone.name}：{title(card)} → {button}")
    story.tap(phone, card, button)
    wait_for(f"{phone.name} 点「{button}」", lambda: _now(run).sheet.parts[_part(run, person)].ready)


def _decide(story: Story, ask: Ask, wanted: Practice) -> None:
    """Taps the best option, or the one that the story names, on the card or on its page."""
    run, node = drills.here(ask.subject), Node.of(ask)
    drill, post = drills.content(run), run.sheet.parts[node.part].post
    wrong = next((each.option for each in wanted.wrong if (each.at, each.post) == (node.at_node, post)), "")
    name = wrong or best(drill.asked(node.at_node, post).options).id
    shown = drills.options(run, drill, node.at_node, node.part)
    letter, option = next((letter, each) for letter, each in shown if each.id == name)
    phone, card = story.house.phone(ask.person), _card(story, ask)
    if READ in text_of(card):
        phone.open(story.opens(phone, card, READ)).act("drill.choose", {"letter": letter})
    else:
        story.tap(phone, card, letter)
    wait_for(f"{phone.name} 的卡片说出后果", lambda: _receipt(phone, card))
    words = option.text.format_map(run.sheet.given)
    story.tell(f"{phone.name} 第 {node.place} 步 {letter}：{words}（{option.score} 分）")


def _receipt(phone: Phone, card: Json) -> bool:
    """Whether the card says by now what the decision led to."""
    return any(each["id"] == card["id"] and "你定了" in text_of(each) for each in phone.messages())


def _over(story: Story, run: DrillRun, wanted: Practice) -> DrillRun:
    run = _now(run)
    story.tell(f"{run.number} {drills.stands(run)[0]}：{run.sheet.ending}")
    story.promise(run.state in ("passed", "failed"), f"{run.number} 没有练完：{run.state}")
    missed = [each for each in drills.review(run, drills.content(run)) if each.better]
    story.promise(len(missed) >= len(wanted.wrong), f"{run.number} 的讲评少说了更好的做法")
    for place, person in enumerate(run.sheet.people):
        phone = story.house.phone(person)
        card = wait_for(f"{phone.name} 的讲评", partial(_debrief, phone, run))
        if any(each.part == place for each in missed):
            story.promise("更好" in text_of(card), f"{phone.name} 的讲评没说哪一步更好")
        story.tap(phone, card, "看过了")
    promises.of_platforms(story)
    return _now(run)


def _ordered(wanted: Practice) -> DrillRun:
    found: DrillRun = wait_for(
        "派的演练",
        lambda: (
            DrillRun.select()
            .where(DrillRun.drill == wanted.of, DrillRun.state == "invited")
            .order_by(DrillRun.id.desc())
            .first()
        ),
    )
    return found


def _asked(run: DrillRun, person: str) -> Ask:
    return wait_for(f"{run.number} 问 {person}", partial(_open, run, person))


def _open(run: DrillRun, person: str) -> Ask | None:
    mine = [each for each in of_subject(run.subject) if (each.kind, each.person) == (NODE, person)]
    return next((each for each in mine if each.state in MOVABLE), None)


def _card(story: Story, ask: Ask) -> Json:
    """The card of this decision, once it is there."""
    phone, run = story.house.phone(ask.person), drills.here(ask.subject)
    words = f"演练第 {Node.of(ask).place} 步：{run.title}"

    def there() -> Json | None:
        cards = [each for each in phone.messages() if title(each) == words and run.number in text_of(each)]
        return cards[-1] if cards else None

    found: Json = wait_for(f"{phone.name} 的「{words}」", there)
    return found


def _invited(phone: Phone, run: DrillRun) -> Json | None:
    cards = [each for each in phone.messages() if each["kind"] == "card" and run.number in text_of(each)]
    return next((each for each in reversed(cards) if title(each).partition("：")[0] in ("演练", "班组演练")), None)


def _debrief(phone: Phone, run: DrillRun) -> Json | None:
    cards = [each for each in phone.messages() if each["kind"] == "card" and run.number in text_of(each)]
    return next((each for each in reversed(cards) if title(each).startswith("演练讲评")), None)


def _past(run: DrillRun, node: str) -> bool:
    return _now(run).sheet.at_node != node


def _part(run: DrillRun, person: str) -> int:
    return run.sheet.people.index(person)


def _now(run: DrillRun) -> DrillRun:
    found = drills.by_number(run.number)
    if found is None:
        raise LookupError(run.number)
    return found


def _rules() -> Book:
    return book(plant_time.now())


def _wanted(practice: Practice | None) -> Practice:
    """Raises LookupError where the plant's demo has none."""
    if practice is None:
        raise LookupError("the demo has no such story")
    return practice
