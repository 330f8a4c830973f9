"""The card of somebody who is on the month's board, or no longer; and the board for a group, which all read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cards.card import Button, Card
from models import fame
from models.ask import Ask
from models.book import book, name_of
from models.fame import Fame, FameCard, Placed
from rules.plant import Plant

PLACES = ("第一", "第二", "第三")


def board(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """Your place, what you cleared and your points; then all three."""
    told, plant = FameCard.of(ask), book(now).plant
    if not ask.person:
        return _posted(told, base, plant)
    link = f"{base}/h5/{plant.person(ask.person).platform}/fame/{told.month}"
    found = fame.newest(told.month)
    placed = found.board.placed if found else ()
    mine = next((each for each in placed if each.person == ask.person), None)
    month = _month(told)
    lines = [_line(place, each, plant) for place, each in enumerate(placed)]
    if told.again:
        lines.insert(0, f"更正：{told.again}")
    title = f"{month}清零榜：你{PLACES[told.place - 1]}" if told.place else f"{month}清零榜更正：你不在榜上了"
    return Card(
        title=title,
        lines=tuple(lines),
        status=f"到期 {mine.due} 条清零 {mine.cleared}%，当月 {mine.points} 分" if mine and told.place else "",
        tone="done" if told.place else "quiet",
        link=link,
        buttons=(Button("fame", "看榜", "main", link),),
    )


def _posted(told: FameCard, base: str, plant: Plant) -> Card:
    """All three, and after a correction what is not as it was. Its one button opens a page: nobody acts in a group."""
    older = fame.revisions(told.month, told.since, told.revision)
    now, corrected = older[-1], told.since > 0
    was = older[0] if corrected else now
    lines = [_again(place, each, was, plant) for place, each in enumerate(now.board.placed)]
    if corrected:
        lines.insert(0, f"更正：{'，'.join(each.why for each in older[1:])}")
        lines += _gone(was, now, plant)
    return Card(
        title=f"{_month(told)}清零榜{'更正' if corrected else ''}",
        lines=tuple(lines),
        status="" if now.board.placed else "这个月没有人排得上",
        tone="caution" if corrected else "done",
        buttons=(Button("fame", "看榜", "main", f"{base}/h5/dingtalk/fame/{told.month}"),),
    )


def _again(place: int, now: Placed, was: Fame, plant: Plant) -> str:
    """A line of the board, and in brackets what it was before where that differs."""
    earlier = {each.person: (number, each) for number, each in enumerate(was.board.placed)}
    line, (number, before) = _line(place, now, plant), earlier.get(now.person, (-1, now))
    changes = [PLACES[number] if number >= 0 else "不在榜上"] if number != place else []
    if before.cleared != now.cleared:
        changes.append(f"清零 {before.cleared}%")
    if before.points != now.points:
        changes.append(f"{before.points} 分")
    return f"{line}（原来{'，'.join(changes)}）" if changes else line


def _gone(was: Fame, now: Fame, plant: Plant) -> Iterator[str]:
    still = {each.person for each in now.board.placed}
    for place, each in enumerate(was.board.placed):
        if each.person not in still:
            yield f"{name_of(plant, each.person)}：不在榜上了（原来{PLACES[place]}）"


def _line(place: int, one: Placed, plant: Plant) -> str:
    return f"{PLACES[place]} {name_of(plant, one.person)}：清零 {one.cleared}%（{one.due} 条），{one.points} 分"


def _month(told: FameCard) -> str:
    return f"{int(told.month[5:])} 月"
