"""What differs between two versions of a form, in words for the next signers, and whether the signatures are void.

GB 30871—2022 §4.16–4.18: a form is not altered. A change of content, place or time is a new version, signed again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# The position of the requester's phone says nothing about the work.
NO_SUBSTANCE = frozenset({"position"})
NOTHING = "没有填"

Path = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One field that differs: its name for people, and both values in words."""

    field: str
    was: str
    now: str

    @property
    def words(self) -> str:
        return f"{self.field}：{self.was} → {self.now}"


def difference(old: Mapping[str, object], new: Mapping[str, object], names: Mapping[str, str]) -> tuple[Change, ...]:
    """Every change of substance. Without any, the signatures stand. Fields of a nested form have their own names.

    names: words for fields, and for the ids of people, areas and levels in them.
    """
    before, after = dict(_flat(old)), dict(_flat(new))
    paths = {**before, **after}
    shown = ((path[-1], _words(before.get(path), names), _words(after.get(path), names)) for path in paths)
    return tuple(Change(names.get(name, name), was, now) for name, was, now in shown if was != now)


def _flat(form: Mapping[str, object], above: Path = ()) -> Iterator[tuple[Path, object]]:
    for name, value in form.items():
        if name in NO_SUBSTANCE:
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, (*above, name))
        else:
            yield (*above, name), value


def _words(value: object, names: Mapping[str, str]) -> str:
    """Yes and no, lists and lines joined, ids by their words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(_words(each, names) for each in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_words(each, names) for each in value) or NOTHING
    return NOTHING if value in (None, "") else names.get(str(value), str(value))
