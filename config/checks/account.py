"""Accounts of people: each can be reached, belongs to one person, and can't be mistaken for another one by a reader.
The DingTalk group, by the form of its id; and what departments of the directories mean, each once."""

import re
from collections.abc import Iterator

from config.problem import Path
from rules.accounts import account_fault, account_key
from rules.plant import Person, Plant
from rules.texts import bare

# An openConversationId; a card's address separates several by semicolons.
GROUP = re.compile(r"cid[0-9A-Za-z+/_=-]{1,120}")


def faults(plant: Plant) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in plant.yaml."""
    if plant.dingtalk_group and not GROUP.fullmatch(plant.dingtalk_group):
        message = f"“{plant.dingtalk_group}”不像钉钉群的 openConversationId（cid 开头，没有空格）：请照钉钉给的抄"
        yield ("dingtalk_group",), message
    yield from _directory(plant)
    same: dict[tuple[str, str], Person] = {}
    alike: dict[tuple[str, str], Person] = {}
    for place, person in enumerate(plant.people):
        owner = same.setdefault(account_key(person.platform, person.account), person)
        looks = alike.setdefault((person.platform, bare(person.account)), person)
        message = account_fault(person.account, person.platform) or _beside(person, owner, looks)
        if message:
            yield ("people", place, "account"), message


def same_phone(plant: Plant) -> Iterator[str]:
    """People with the same number: a line of the house may be meant so, and a slip calls the wrong one."""
    owners: dict[str, list[str]] = {}
    for person in plant.people:
        if number := re.sub(r"\D", "", person.phone):
            owners.setdefault(number, []).append(person.name)
    for number, names in owners.items():
        if len(names) > 1:
            yield f"{'、'.join(names)}写的是同一个电话 {number}：急就打电话，会打到别人那里，请核对"


def _directory(plant: Plant) -> Iterator[tuple[Path, str]]:
    said: set[str] = set()
    for place, unit in enumerate(plant.directory):
        if unit.name in said:
            yield ("directory", place, "name"), f"通讯录的部门“{unit.name}”写了两次：请删掉一个"
        said.add(unit.name)


def _beside(person: Person, owner: Person, looks: Person) -> str:
    if owner is not person:
        return f"账号“{person.account}”有两个人在用（{owner.name}、{person.name}）：请改正"
    if looks is not person:
        return f"账号“{person.account}”和{looks.name}的“{looks.account}”看上去一样，容易发错人：请核对改正"
    return ""
