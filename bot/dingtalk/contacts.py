"""The directory as far as the app may see it (old host; pages `department-list`, `query-user-details`,
`queries-the-complete-information-of-a-department-user`).

Nothing of it counts against the month's allowance. Numbers may come as text and lists as single values.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from bot.channel import Call, Json, Member
from bot.dingtalk.gateway import Gateway
from bot.errors import Unreachable

ROOT, PAGE = 1, 100


def people(gateway: Gateway) -> Iterator[Member]:
    """Everybody, once each, without supervisors: lists do not tell them."""
    names, seen, waiting = {ROOT: ""}, set[str](), deque([ROOT])
    while waiting:
        number = waiting.popleft()
        for department in _below(gateway, number):
            child = int(department["dept_id"])
            if child not in names:
                names[child] = str(department.get("name", ""))
                waiting.append(child)
    for number in names:
        for person in _members(gateway, number):
            account = str(person.get("userid", ""))
            if account and account not in seen:
                seen.add(account)
                departments = tuple(name for each in _departments(person) if (name := names.get(each, "")))
                yield Member(account, str(person.get("name", "")), departments, active=_active(person))


def member(gateway: Gateway, account: str) -> Member | None:
    """This person, if he is in the app's scope; supervisor: only whoever is set as such. Raises any BotError but
    Unreachable."""
    person = _person(gateway, account)
    if person is None:
        return None
    return Member(
        account=account,
        name=str(person.get("name", "")),
        departments=tuple(name for number in _departments(person) if (name := _department(gateway, number))),
        supervisor=str(person.get("manager_userid") or ""),
        active=_active(person),
    )


def _below(gateway: Gateway, number: int) -> list[Json]:
    answer = gateway.old("topapi/v2/department/listsub", {"dept_id": number}, _call("v2/department/listsub"))
    return list(answer.get("result") or [])


def _members(gateway: Gateway, number: int) -> Iterator[Json]:
    """Whoever is in this very department, page by page."""
    cursor: object = 0
    while cursor is not None:
        asked = {"dept_id": number, "cursor": cursor, "size": PAGE}
        answer = gateway.old("topapi/v2/user/list", asked, _call("v2/user/list")).get("result") or {}
        yield from answer.get("list") or []
        cursor = answer.get("next_cursor") if str(answer.get("has_more")).lower() == "true" else None


def _person(gateway: Gateway, account: str) -> Json | None:
    """None for a person who left, or left the app's scope, since the list was read."""
    try:
        answer = gateway.old("topapi/v2/user/get", {"userid": account}, _call("v2/user/get", account))
    except Unreachable:
        return None
    return dict(answer.get("result") or {})


def _department(gateway: Gateway, number: int) -> str:
    """A department's name; empty for the company itself, as `people` has it."""
    if number == ROOT:
        return ""
    answer = gateway.old("topapi/v2/department/get", {"dept_id": number}, _call("v2/department/get"))
    return str((answer.get("result") or {}).get("name", ""))


def _active(person: Json) -> bool:
    return str(person.get("active", True)).lower() != "false"


def _call(path: str, account: str = "") -> Call:
    return Call("dingtalk", f"topapi/{path}", account, purpose="directory")


def _departments(person: Json) -> list[int]:
    listed = person.get("dept_id_list") or []
    return [int(number) for number in (listed if isinstance(listed, list) else [listed])]
