"""The people on the wall as DingTalk sees them: ids, departments, who is known and who is in the app's scope."""

from collections.abc import Collection

from simulator.phones import Person, Phone
from simulator.world import World

ROOT = 1
FIRST_DEPARTMENT = 100
UNION_PREFIX = "union-"


def everybody(world: World) -> list[Person]:
    """All active people of DingTalk."""
    here = [phone.person for phone in world.phones.values() if phone.person.platform == "dingtalk"]
    return [person for person in here if person.active and not person.group]


def phone(world: World, user_id: object, id_type: int = 1) -> Phone | None:
    """The phone of an active person by userId (1) or unionId (2)."""
    if not isinstance(user_id, str):
        return None
    if id_type == 2:
        user_id = user_id.removeprefix(UNION_PREFIX) if user_id.startswith(UNION_PREFIX) else ""
    found = world.phone("dingtalk", user_id)
    return found if found and found.person.active and not found.person.group else None


def group(world: World, conversation: str) -> Phone | None:
    """The chat of a group with the robot in it, by its openConversationId, in which case counts."""
    found = world.phones.get(("dingtalk", conversation))
    there = found and found.person.group and found.person.active and found.person.in_scope
    return found if there else None


def union_id(person: Person) -> str:
    """A person's id across apps."""
    return UNION_PREFIX + person.account


def shown_id(person: Person, id_type: int) -> str:
    """A person's id in the kind that a card asked for."""
    return union_id(person) if id_type == 2 else person.account


def departments(world: World) -> dict[int, str]:
    """Department id → name, below the root; ids follow the configuration and do not move when people do."""
    names = [owner.department for owner in world.config.people if owner.platform == "dingtalk"]
    names += [p.person.department for p in world.phones.values() if p.person.platform == "dingtalk"]
    return dict(enumerate(filter(None, dict.fromkeys(names)), FIRST_DEPARTMENT))


def department_id(world: World, person: Person) -> int:
    """The id of a person's department; the root when they have none."""
    return next((number for number, name in departments(world).items() if name == person.department), ROOT)


def members(world: World, numbers: Collection[int]) -> list[Person]:
    """The people in scope whose own department is one of `numbers`."""
    names = departments(world)
    known = set(names.values())
    wanted = {names[number] for number in numbers if number in names}
    # People without a department are directly below the root.
    return [
        person
        for person in everybody(world)
        if person.in_scope and (person.department in wanted or (ROOT in numbers and person.department not in known))
    ]


def phone_of_page(world: World, named: object) -> Phone | None:
    """The phone that a page runs on, from `dingtalk:<account>`."""
    platform, _, account = str(named).partition(":")
    return phone(world, account) if platform == "dingtalk" else None
