"""Departments and members as the app's scope shows them. Source: pages 90208, 95350, 96255, 96260, 96067.

Departments are the distinct department names of the people: number 1 is the corp, the others count from 2.
"""

from simulator.phones import Json, Phone
from simulator.wecom.calls import Call
from simulator.wecom.errors import Refusal
from simulator.wecom.token import CONTACT
from simulator.world import World

ROOT = 1
PAGE = 10_000


def member(world: World, user: str) -> Phone | None:
    """The phone of an active member within the app's scope."""
    phone = world.phone("wecom", user)
    return phone if phone and phone.person.active and phone.person.in_scope else None


def members(world: World, department: str | None = None) -> list[Phone]:
    """Active members in scope, of all departments or of one (its number as text)."""
    there = [account for platform, account in world.phones if platform == "wecom"]
    found = [phone for phone in (member(world, account) for account in there) if phone]
    if department in (None, str(ROOT)):
        return found
    numbers = department_ids(world)
    return [phone for phone in found if str(numbers.get(phone.person.department, ROOT)) == department]


def departments(world: World) -> dict[int, str]:
    """Names by number."""
    owners = [phone.person for phone in world.phones.values() if phone.person.platform == "wecom"]
    names = dict.fromkeys(person.department for person in owners if person.department)
    return {ROOT: "公司"} | dict(enumerate(names, ROOT + 1))


def department_ids(world: World) -> dict[str, int]:
    """Numbers by name; people without a department belong to the corp itself."""
    return {name: number for number, name in departments(world).items()}


async def department_list(call: Call) -> Json:
    """department[] with names, all or one with what lies below."""
    return {"department": _listed(call)}


async def department_simple_list(call: Call) -> Json:
    """department_id[]: numbers only."""
    keep = ("id", "parentid", "order")
    return {"department_id": [{name: one[name] for name in keep} for one in _listed(call)]}


async def department_get(call: Call) -> Json:
    """One department; 60003."""
    number = _number(call.query.get("id"), ROOT)
    found = [one for one in _listed(call) if one["id"] == number]
    if not found:
        raise Refusal(60003)
    return {"department": found[0]}


async def user_simple_list(call: Call) -> Json:
    """Names of a department's own members."""
    keep = ("userid", "name", "department", "open_userid")
    return {"userlist": [{name: user[name] for name in keep} for user in _users(call)]}


async def user_list(call: Call) -> Json:
    """A department's own members in full; child departments are asked one by one."""
    return {"userlist": _users(call)}


async def user_get(call: Call) -> Json:
    """One member; 60111 when there is none, 60011 when out of the app's scope."""
    phone = call.world.phone("wecom", call.query.get("userid", ""))
    if phone is None or not phone.person.active:
        raise Refusal(60111)
    if not phone.person.in_scope:
        raise Refusal(60011)
    return user(call.world, phone, department_ids(call.world))


async def user_list_id(call: Call) -> Json:
    """All ids of the corp, page by page, for the contact-sync secret only."""
    everybody = [phone.person for (platform, _), phone in call.world.phones.items() if platform == "wecom"]
    numbers = department_ids(call.world)
    rows = [
        {"userid": person.account, "department": numbers.get(person.department, ROOT)}
        for person in everybody
        if person.active
    ]
    start = _number(call.body.get("cursor"), 0)
    end = start + min(_number(call.body.get("limit"), PAGE), PAGE)
    return {"next_cursor": str(end) if end < len(rows) else "", "dept_user": rows[start:end]}


def user(world: World, phone: Phone, numbers: dict[str, int]) -> Json:
    """A member as user/get shows them: no mobile, no address."""
    person = phone.person
    leader = person.supervisor if person.supervisor and member(world, person.supervisor) else None
    number = numbers.get(person.department, ROOT)
    return {
        "userid": person.account,
        "name": person.name,
        "department": [number],
        "order": [0],
        "position": person.post,
        "is_leader_in_dept": [0],
        "direct_leader": [leader] if leader else [],
        "status": 1,
        "enable": 1,
        "main_department": number,
        "open_userid": f"wo-{person.account}",
        "extattr": {"attrs": []},
    }


def _users(call: Call) -> list[Json]:
    wanted = _number(call.query.get("department_id"), 0)
    if wanted not in departments(call.world):
        raise Refusal(60003)
    numbers = department_ids(call.world)
    everybody = members(call.world)
    return [
        user(call.world, phone, numbers) for phone in everybody if numbers.get(phone.person.department, ROOT) == wanted
    ]


def _listed(call: Call) -> list[Json]:
    shown = {"department_leader": [], "name_en": ""} if call.holder != CONTACT else {}
    every = [
        {"id": number, "name": name, "parentid": 0 if number == ROOT else ROOT, "order": 100 - number} | shown
        for number, name in departments(call.world).items()
    ]
    wanted = _number(call.query.get("id"), ROOT)
    return every if wanted == ROOT else [one for one in every if one["id"] == wanted]


def _number(text: object, otherwise: int) -> int:
    if text in (None, ""):
        return otherwise
    if not str(text).isdigit():
        raise Refusal(40058, "a number is needed")
    return int(str(text))
