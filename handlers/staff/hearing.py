"""What the platforms' directories say of people: who is gone, who is back, who moved, and accounts of nobody here.

An event is news, not truth: it may be late, lost or twice. So the platform is asked what holds (`workers.inquiries`),
and what it answers is compared with how it was before. Nobody is known by an account alone: others get it later.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import PLATFORM_NAMES, Action, Member, Platform
from handlers import people
from handlers.staff import deciding, life, taking
from models import directory, news, staff
from models.book import book
from models.directory import DirectoryMember
from models.staff import StaffEvent
from rules.accounts import account_key
from rules.plant import Person
from rules.staff.events import Event
from rules.staff.listing import Listed, joiner, mover, namesakes
from rules.texts import bare, in_line, seen

# The news of somebody whom a whole reading of the directory did not have, or had otherwise than before.
MISSING, COMPARED = "missing", "compared"
NEW = "{platform}来了新账号 {words}：是谁，请定一下"
OTHER = "{platform}账号 {account} 从前是{before}的，现在叫{words}：是谁，请定一下"
NAMESAKE = "{platform}来了新账号 {words}：名单里有同名的人，是不是他，请定一下"
MOVED = "{platform}里部门从{before}变成{after}：岗位变不变，请定一下"
GONE = "{platform}通讯录里没有他了：走了还是没走，请定一下"
RENAMED = "{platform}账号 {account} 从{before}改名{after}：是他改名还是换了人，请定一下"
# So long nobody is asked to look at an account of which its platform has not yet told the name.
NAMELESS = timedelta(minutes=10)


def left(person: Person, now: datetime) -> None:
    """The platform has confirmed that this person left the company."""
    said = Event("left", person.id, book(now).plant.day(now), platform=person.platform, account=person.account)
    taking.take(person.platform, [(f"left/{person.account}/{now:%Y%m%d%H%M%S}", said)], now)


def came(action: Action, person: Person | None, now: datetime) -> None:
    """An event about an account that nobody here has, or had and left: its platform is asked who that is."""
    platform, account = action.platform, action.account
    if not account or person is not None or action.name not in ("joined", "changed", "left"):
        return
    known = _open(platform, account) is not None
    if action.name == "joined" and not known and not _awaited(platform, account):
        said = Event("joined", "", book(now).plant.day(now), platform=platform, account=account)
        words = NEW.format(platform=PLATFORM_NAMES[platform], words=account)
        taking.keep_aside(platform, _number("came", account, now), said, words, now, quiet=True)
        life.TIMETABLE.at(life.house(now), life.TURN, now + NAMELESS, now)
    if action.name == "joined" or known:
        news.hear(platform, account, action.name, now)


def told(platform: Platform, account: str, member: Member | None, why: str, now: datetime) -> None:
    """What a platform says of an account at this moment; member: None where it has it not. why: of which news it was
    asked. Only what differs from how it was before is followed."""
    life.house(now)
    person = book(now).plant.person_at(platform, account)
    if member is None:
        _is_not_there(platform, account, person, why, now)
        return
    listed = as_listed(platform, member)
    before = directory.seen(platform, account)
    if person is None:
        _nobodys(listed, before, now)
    else:
        _somebodys(person, listed, before, now)
    directory.keep([listed], now)


def asked_about(platform: Platform, seen: DirectoryMember, now: datetime) -> int:
    """Somebody wants to say who an account is that the directory had before anybody heard of it: the number of its
    entry."""
    row = _open(platform, seen.account)
    if row is None:
        plant = book(now).plant
        listed = Listed(platform, seen.account, seen.name, tuple(seen.departments))
        words = NEW.format(platform=PLATFORM_NAMES[platform], words=f"{seen.account}（{listed.words}）")
        event = joiner(listed, plant, plant.day(now))
        taking.keep_aside(platform, _number("asked", seen.account, now), event, words, now, quiet=True)
        row = _open(platform, seen.account)
    return row.id if row else 0


def as_listed(platform: Platform, member: Member) -> Listed:
    """A member as the rules know him; what nobody can read is taken off names."""
    departments = tuple(seen(in_line(each))[:64] for each in member.departments)
    return Listed(platform, member.account, seen(in_line(member.name))[:64], departments, member.supervisor)


def _is_not_there(platform: Platform, account: str, person: Person | None, why: str, now: datetime) -> None:
    directory.forget(platform, account)
    row = _open(platform, account)
    if row is not None:
        taking.settle(row, "账号又没有了", platform, now, state="void")
    if person is not None and why == MISSING:
        said = Event("left", person.id, book(now).plant.day(now), platform=platform, account=person.account)
        _propose(said, GONE.format(platform=PLATFORM_NAMES[platform]), now)


def _nobodys(listed: Listed, before: DirectoryMember | None, now: datetime) -> None:
    """Nobody here has this account: who was taken out with it is back, or somebody has to say who that is."""
    platform, account, plant = PLATFORM_NAMES[listed.platform], listed.account, book(now).plant
    row = _open(listed.platform, account)
    if row is None and (_expected(listed.platform, account) or (before and before.name == listed.name)):
        return
    was = _taken_out(listed.platform, account)
    if row is None and was is not None and plant.knows(was.person) and _same(listed, plant.person(was.person)):
        said = Event("returned", was.person, plant.day(now), platform=listed.platform, account=account)
        taking.take(listed.platform, [(_number("back", account, now), said)], now)
        people.found(listed.platform, account, was.person, now)
        return
    event = joiner(listed, plant, row.on if row else plant.day(now))
    alike, words = namesakes(listed.name, plant) if listed.name else [], f"{account}（{listed.words}）"
    if event.posts and event.name and not alike and was is None:
        event = deciding.numbered(event, now)
        taking.take(listed.platform, [(_number("join", account, now), event)], now)
        if row is not None:
            taking.settle(row, "照 plant.yaml 的 directory 入职", listed.platform, now)
        return
    why = (NAMESAKE if alike else NEW).format(platform=platform, words=words)
    if was is not None and plant.knows(was.person) and not _same(listed, plant.person(was.person)):
        called = plant.person(was.person).name
        why = OTHER.format(platform=platform, account=account, before=called, words=listed.words)
    if row is None:
        taking.keep_aside(listed.platform, _number("came", account, now), event, why, now)
    else:
        staff.say_more(row, event, why)
        taking.look_at_what_is_aside(now)


def _somebodys(person: Person, listed: Listed, before: DirectoryMember | None, now: datetime) -> None:
    plant, platform = book(now).plant, PLATFORM_NAMES[listed.platform]
    today = plant.day(now)
    if before is not None and before.name != listed.name and not _same(listed, person):
        said = Event("left", person.id, today, platform=listed.platform, account=person.account)
        names = {"account": person.account, "before": before.name, "after": listed.name}
        _propose(said, RENAMED.format(platform=platform, **names), now)
    was = before.departments if before else None
    if before is not None and [*before.departments] != [*listed.departments]:
        _overtake(person, "moved", now)
    event = mover(was, listed, person, plant, today)
    if event is None:
        return
    if event.posts:
        taking.take(listed.platform, [(_number("moved", listed.account, now), event)], now)
        return
    after = "、".join(listed.departments) or "没有部门"
    old = "、".join(was) if was else plant.department(person.department).name
    _propose(event, MOVED.format(platform=platform, before=f"「{old}」", after=f"「{after}」"), now)


def _propose(event: Event, why: str, now: datetime) -> None:
    """Somebody is to say whether that holds; a proposal of the same kind that nobody has looked at is void."""
    person = book(now).plant.person(event.person)
    _overtake(person, event.kind, now)
    number = _number(event.kind, person.account, now)
    taking.keep_aside(person.platform, f"{number}{taking.PROPOSED}", event, why, now)


def _overtake(person: Person, kind: str, now: datetime) -> None:
    for row in staff.in_state("aside"):
        if row.person == person.id and row.kind == kind and taking.PROPOSED in row.key:
            taking.settle(row, "通讯录后来又变了", person.platform, now, state="void")


def _awaited(platform: str, account: str) -> bool:
    """Whether more is known of this account than that it is new: its platform says what holds."""
    was = _taken_out(platform, account)
    return was is not None or directory.seen(platform, account) is not None or _expected(platform, account)


def _expected(platform: str, account: str) -> bool:
    """Whether the account has been said of somebody who comes, or is back, at the clock's next turn or later."""
    rows = [row for row in staff.in_state("kept") if row.kind != "left" and _of(row, platform, account)]
    return any(_newest(row.person).kind != "left" for row in rows)


def _taken_out(platform: str, account: str) -> StaffEvent | None:
    """The leaving of whoever had this account, if it is the newest that was said of him and the platform itself said
    it."""
    rows = [row for row in staff.in_state("kept") if row.kind == "left" and row.source == platform]
    mine = [row for row in rows if _of(row, platform, account)]
    last = mine[-1] if mine else None
    return last if last is not None and _newest(last.person).id == last.id else None


def _newest(person: str) -> StaffEvent:
    """The newest that counts of somebody of whom something counts."""
    return [row for row in staff.of_person(person) if row.state == "kept"][-1]


def _open(platform: str, account: str) -> StaffEvent | None:
    """The entry about this account of nobody which somebody is still to decide."""
    rows = (row for row in staff.in_state("aside") if not row.person and _of(row, platform, account))
    return next(rows, None)


def _of(row: StaffEvent, platform: str, account: str) -> bool:
    own = account_key(row.said.platform or "", row.said.account or "")
    return own == account_key(platform, account)


def _same(listed: Listed, person: Person) -> bool:
    return bare(listed.name) == bare(person.name)


def _number(what: str, account: str, now: datetime) -> str:
    return f"{what}/{account}/{now:%Y%m%d%H%M%S}/{staff.many()}"
