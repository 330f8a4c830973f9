"""The whole life of one permit of any kind, from the request to the acceptance: everybody does what he is asked.

The kind comes from the story's name. That everybody answers within two minutes is an assumption.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models import permit as permits
from models import plant_time
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from workers.scenarios import LIFE, promises
from workers.scenarios.stage import Late, wait_for
from workers.scenarios.story import Story
from workers.scenarios.turns import START_OF_WORK, at_site, card_of, round_of, standing, take

ANSWERS_IN, UNTIL_START, WORK = 2, 25, 20  # plant minutes
MOST_ROUNDS = 40


def play(story: Story) -> Permit:
    """Plays the story of the kind in its name; returns the closed permit. What did not hold is in `story.broken`."""
    kind = story.name.removeprefix(LIFE)
    permit = request(story, book(plant_time.now()).config.demo.form(kind, {}))
    _until(story, permit, "approved")
    promises.of_approval(story, _now(permit))
    _until(story, permit, "working")
    promises.of_start(story, _now(permit))
    story.later(WORK)
    _until(story, permit, "closed")
    promises.of_platforms(story)
    return _now(permit)


def request(story: Story, job: dict[str, Any]) -> Permit:
    """The requester says the kind's word, opens the card and fills in the form for a job. Raises Late."""
    form = {**job, **period()}
    kind = book(plant_time.now()).config.templates.kinds[form["kind"]]
    phone = at_site(story.house.phone(form["work_leader"]), form["area"])
    story.tell(f"{phone.name}发「{kind.words[0]}」")
    before = {each["id"] for each in phone.messages()}
    phone.say(kind.words[0])
    page = phone.open(story.opens(phone, story.card(phone, "票申请", before), "填写申请"))
    answer = page.act("permit.request", {**form, "position": phone.position()})
    story.tell(f"交了申请：{answer.get('words', '')}")
    permit: Permit | None = Permit.select().order_by(Permit.id.desc()).first()
    if permit is None or not answer.get("ok"):
        raise Late(f"{phone.name} 的作业票（{answer}）")
    return permit


def period() -> dict[str, str]:
    """When the job of a story begins and ends, as its form says it."""
    begins = plant_time.now().replace(second=0, microsecond=0) + timedelta(minutes=UNTIL_START)
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=3)).isoformat()}


def _until(story: Story, permit: Permit, state: str) -> None:
    """Lets everybody who is asked do his part until the permit reaches `state`. Raises Late when it does not."""
    for _ in range(MOST_ROUNDS):
        asked = _next(permit, state)
        if asked is None:
            return
        _answer(story, permit, asked)
    raise Late(f"「{state}」，做了 {MOST_ROUNDS} 轮还没到")


def _next(permit: Permit, state: str) -> list[Ask] | None:
    """Waits until somebody is asked; None when the permit has reached `state`."""

    def look() -> tuple[list[Ask] | None] | None:
        if _now(permit).state in (state, "archived"):
            return (None,)
        asked = round_of(permit)
        return (asked,) if asked else None

    try:
        return wait_for(f"下一步（到 {state}）", look)[0]
    except Late as late:
        raise Late(f"{late}；{standing(_now(permit))}") from late


def _answer(story: Story, permit: Permit, asked: list[Ask]) -> None:
    """Everybody who is asked at the same time gets his card and answers two minutes later; late answers are not needed.

    Work starts when its period has come.
    """
    for ask in asked:
        card_of(story, permit, ask)
    story.later(ANSWERS_IN)
    if asked[0].kind == START_OF_WORK:
        story.until(permit.starts_at)
    for ask in asked:
        if Ask.get_by_id(ask.id).state in MOVABLE:
            take(story, _now(permit), ask)


def _now(permit: Permit) -> Permit:
    found = permits.by_number(permit.number)
    if found is None:
        raise LookupError(permit.number)
    return found
