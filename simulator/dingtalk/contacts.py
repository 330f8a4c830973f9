"""The directory: users and departments. Everybody is in one department below the root.

Source: pages query-user-details, obtain-the-department-list-v2, query-department-details0-v2.
"""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from simulator.dingtalk import people
from simulator.dingtalk.errors import refuse_old, request_id
from simulator.phones import Json, Person
from simulator.world import World

PAGE_SIZE = 100


async def user(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/v2/user/get` {userid}."""
    if not body.get("userid"):
        raise refuse_old(400002)
    phone = people.phone(world, body["userid"])
    if phone is None:
        raise refuse_old(60121)
    if not phone.person.in_scope:
        raise refuse_old(50002)
    return _ok(_details(world, phone.person))


async def users(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/v2/user/list` {dept_id, cursor, size}: direct members, page by page."""
    size, cursor = _number(body, "size", 10), _number(body, "cursor", 0)
    if not 1 <= size <= PAGE_SIZE or cursor < 0:
        raise refuse_old(400002)
    found = people.members(world, [_department(world, body)])
    page = [_details(world, person) for person in found[cursor : cursor + size]]
    more = cursor + size < len(found)
    return _ok({"has_more": more, "list": page} | ({"next_cursor": cursor + size} if more else {}))


async def user_ids(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/user/listid` {dept_id}."""
    return _ok({"userid_list": [person.account for person in people.members(world, [_department(world, body)])]})


async def department(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/v2/department/get` {dept_id}."""
    return _ok(_shown(world, _department(world, body)))


async def subdepartments(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/v2/department/listsub` {dept_id}: one level."""
    return _ok([_shown(world, number) for number in _below(world, _department(world, body))])


async def subdepartment_ids(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/v2/department/listsubid` {dept_id}."""
    return _ok({"dept_id_list": list(_below(world, _department(world, body)))})


async def parents(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/v2/department/listparentbyuser` {userid}."""
    phone = people.phone(world, body.get("userid"))
    if phone is None:
        raise refuse_old(60121)
    line = [people.department_id(world, phone.person), people.ROOT]
    return _ok({"parent_list": [{"parent_dept_id_list": list(dict.fromkeys(line))}]})


def _details(world: World, person: Person) -> Json:
    """A user as the platform shows it; `manager_userid` is there only when a supervisor is set."""
    number = people.department_id(world, person)
    found: dict[str, Any] = {
        "userid": person.account,
        "unionid": people.union_id(person),
        "name": person.name,
        "title": person.post,
        "dept_id_list": [number],
        "dept_order_list": [{"dept_id": number, "order": 1}],
        "leader_in_dept": [{"dept_id": number, "leader": False}],
        "role_list": [],
        "active": person.active,
        "admin": False,
        "boss": False,
        "senior": False,
        "real_authed": True,
        "avatar": "",
        "extension": "{}",
    }
    return found | ({"manager_userid": person.supervisor} if person.supervisor else {})


def _department(world: World, body: Json) -> int:
    """The department that a request names, by default the root; raises Refusal for an unknown one."""
    number = _number(body, "dept_id", people.ROOT)
    if number != people.ROOT and number not in people.departments(world):
        raise refuse_old(60003)
    return number


def _below(world: World, number: int) -> Iterable[int]:
    return people.departments(world) if number == people.ROOT else ()


def _shown(world: World, number: int) -> Json:
    if number == people.ROOT:
        return {"dept_id": number, "name": world.config.dingtalk.corp_id}
    name = people.departments(world)[number]
    more = {"create_dept_group": False, "auto_add_user": False}
    return {"dept_id": number, "name": name, "parent_id": people.ROOT} | more


def _number(body: Json, name: str, default: int) -> int:
    try:
        return int(body.get(name, default))
    except (TypeError, ValueError):
        raise refuse_old(400002) from None


def _ok(result: Any) -> Json:
    return {"errcode": 0, "errmsg": "ok", "result": result, "request_id": request_id()}
