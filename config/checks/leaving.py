"""Whoever still has something open stays in the plant's data until others have taken it over."""

from collections.abc import Iterator, Mapping

from config.checks.version import company
from config.problem import Finding, child


def check(contents: Mapping[str, object], held: Mapping[str, object], needed: Mapping[str, str]) -> Iterator[Finding]:
    """needed: id → name of everybody who has something open in the store; another plant's people mean nothing."""
    people = child(contents.get("plant"), "people")
    if company(contents) != company(held) or not isinstance(people, list):
        return
    here = [child(person, "id") for person in people]
    for person in sorted(each for each in needed if each not in here):
        yield Finding("plant", ("people",), words(person, needed[person]))


def words(person: str, name: str) -> str:
    return f"{name}（{person}）还有没办完的事：请先给他写 leave，让别人接手，等他的事都办完了再删"
