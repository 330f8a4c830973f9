"""The directory as far as the app may see it (old host; pages `department-list`, `query-user-details`).

Nothing of it counts against the month's allowance. Numbers may come as text and lists as single values.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.channel import Call, Json, Member
from bot.dingtalk.gateway import Gateway
from bot.errors import Unreachable

ROOT = 1


@dataclass
class Directory:
    """What was read: department names and parents, and people by account."""

    names: dict[int, str] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    people: dict[str, Json] = field(default_factory=dict)


def people(gateway: Gateway) -> Iterator[Member]:
    """Everybody, once each. Supervisor: whoever is set as such, else the leader of the department or of the next one
    above."""
    directory = _read(gateway)
    leaders = _leaders(directory)
    for account, person in directory.people.items():
        departments = _departments(person)
        yield Member(
            account=account,
            name=str(person.get("name", "")),
            departments=tuple(directory.names[number] for number in departments if number in directory.names),
            supervisor=str(person.get("manager_userid") or "")
            or _leader_above(account, departments, directory, leaders),
            active=_active(person),
        )


def has(gateway: Gateway, account: str) -> bool:
    """Whether this person is an active member in the app's scope. Raises any BotError but Unreachable."""
    person = _person(gateway, account)
    return person is not None and _active(person)


def _read(gateway: Gateway) -> Directory:
    directory, waiting = Directory(), deque([ROOT])
    while waiting:
        number = waiting.popleft()
        for department in _below(gateway, number):
            child = int(department["dept_id"])
            if child not in directory.names:
                directory.names[child] = str(department.get("name", ""))
                directory.parents[child] = number
                waiting.append(child)
        for account in _members(gateway, number):
            if account not in directory.people and (person := _person(gateway, account)):
                directory.people[account] = person
    return directory


def _below(gateway: Gateway, number: int) -> list[Json]:
    answer = gateway.old("topapi/v2/department/listsub", {"dept_id": number}, _call("v2/department/listsub"))
    return list(answer.get("result") or [])


def _members(gateway: Gateway, number: int) -> list[str]:
    answer = gateway.old("topapi/user/listid", {"dept_id": number}, _call("user/listid"))
    return [str(account) for account in (answer.get("result") or {}).get("userid_list") or []]


def _person(gateway: Gateway, account: str) -> Json | None:
    """None for a person who left, or left the app's scope, since the list was read."""
    try:
        answer = gateway.old("topapi/v2/user/get", {"userid": account}, _call("v2/user/get", account))
    except Unreachable:
        return None
    return dict(answer.get("result") or {})


def _active(person: Json) -> bool:
    return str(person.get("active", True)).lower() != "false"


def _call(path: str, account: str = "") -> Call:
    return Call("dingtalk", f"topapi/{path}", account, purpose="directory")


def _departments(person: Json) -> list[int]:
    listed = person.get("dept_id_list") or []
    return [int(number) for number in (listed if isinstance(listed, list) else [listed])]


def _leaders(directory: Directory) -> dict[int, str]:
    found: dict[int, str] = {}
    for account, person in directory.people.items():
        entries = person.get("leader_in_dept") or []
        for entry in entries if isinstance(entries, list) else [entries]:
            if str(entry.get("leader")).lower() == "true":
                found.setdefault(int(entry["dept_id"]), account)
    return found


def _leader_above(account: str, departments: list[int], directory: Directory, leaders: dict[int, str]) -> str:
    number = departments[0] if departments else ROOT
    while True:
        leader = leaders.get(number, "")
        if leader and leader != account:
            return leader
        if number not in directory.parents:
            return ""
        number = directory.parents[number]
