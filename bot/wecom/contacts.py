"""The directory as far as the app may see it. Source: document/path/90208 (departments), 96260 (members),
96255 (one member)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.channel import Member
from bot.errors import Unreachable
from bot.wecom.api import Api

ACTIVE = 1


def people(api: Api) -> Iterator[Member]:
    """Everybody in the app's scope, each once. Raises any BotError."""
    names = _departments(api)
    seen: set[str] = set()
    for department in names:
        # One level a call: the platform no longer walks the tree, and one big reply is refused (45029).
        for user in api.read("user/list", department_id=department).get("userlist", []):
            if user["userid"] not in seen:
                seen.add(user["userid"])
                yield _member(user, names)


def member(api: Api, account: str) -> Member | None:
    """This person, if he is in the app's scope. Raises any BotError but Unreachable."""
    try:
        user = api.read("user/get", account=account, userid=account)
    except Unreachable:
        return None
    return _member({"userid": account, **user}, _departments(api))


def _departments(api: Api) -> Mapping[int, str]:
    """The names of all departments by their numbers."""
    listed = api.read("department/list").get("department", [])
    return {department["id"]: str(department.get("name") or department["id"]) for department in listed}


def _member(user: Mapping[str, Any], names: Mapping[int, str]) -> Member:
    leaders = user.get("direct_leader") or [""]
    return Member(
        account=user["userid"],
        name=user.get("name") or user["userid"],
        departments=tuple(names.get(number, str(number)) for number in user.get("department", [])),
        supervisor=leaders[0],
        active=user.get("status") == ACTIVE,
    )
