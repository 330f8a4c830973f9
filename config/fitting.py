"""The library's permit templates as one plant takes them: with its ids, and only with the relations that are possible
there."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from config.references import REFERENCES, select
from config.shelves import ALL, TAKE, Shelf
from config.source import Json

KINDS, CERTIFICATES = "作业种类", "证书"
Ids = Mapping[Json, str]


def fitted(shelf: Shelf, own: Mapping[str, Json]) -> Shelf:
    """The templates with the plant's ids. Lists lose the kinds that the plant has not taken; anything else that it does
    not have stays, for the checks to find."""
    ids = {KINDS: _ids(shelf, own, "kinds"), CERTIFICATES: _ids(shelf, own, "qualifications")}
    data = shelf.data
    for pattern, what in _patterns():
        data = _with_ids(data, pattern.split("/"), ids[what], what == KINDS)
    return replace(shelf, data=data)


def related(shelf: Shelf, whole: Json) -> Shelf:
    """The data without relations that this plant can't have: with a kind that it does not have, or something that none
    of its forms offers or asks. whole: its templates with all that it takes."""
    relations = shelf.at(("relations",))
    if not isinstance(shelf.data, dict) or not isinstance(relations, dict):
        return shelf
    asked = _texts(value for _, value in select(whole, "kinds/*/fields/*/id"))
    known = _texts(value for _, value in select(whole, "kinds/~")) | _texts(_offered(whole))
    same_spot, together, conflicts = (relations.get(name) for name in ("same_spot", "together", "conflicts"))
    fit: Json = {
        **relations,
        "same_spot": [each for each in _items(same_spot) if each in asked],
        "together": [each for each in _items(together) if len(_items(_field(each, "kinds"))) > 1],
        "conflicts": [each for each in _items(conflicts) if _meet(each, known, asked)],
    }
    return replace(shelf, data={**shelf.data, "relations": fit})


def _ids(shelf: Shelf, own: Mapping[str, Json], part: str) -> dict[Json, str]:
    """The library's name of each entry that the plant takes → the plant's."""
    given = own.get(part, {TAKE: ALL})
    found: dict[Json, str] = {}
    if not isinstance(given, dict):
        return found
    if given.get(TAKE) == ALL:
        found = {name: str(name) for _, name in select(shelf.data, f"{part}/~") if isinstance(name, str)}
    named = ((_field(each, TAKE), name) for name, each in given.items())
    return found | {name: mine for name, mine in named if isinstance(name, str)}


def _texts(values: Iterable[object]) -> frozenset[object]:
    """Those that can be names; anything else is a fault of the file's shape."""
    return frozenset(value for value in values if isinstance(value, str))


def _patterns() -> Iterator[tuple[str, str]]:
    """The places where the templates name a kind or a certificate."""
    yield from ((pattern, what) for file, pattern, what in REFERENCES if _translated(file, pattern, what))
    yield from ((f"relations/conflicts/*/{side}", KINDS) for side in "ab")


def _translated(file: str, pattern: str, what: str) -> bool:
    return file == "permit_templates" and what in (KINDS, CERTIFICATES)


def _with_ids(data: Json, steps: list[str], ids: Ids, only_known: bool) -> Json:
    if not steps:
        return ids.get(data, data) if isinstance(data, str) else data
    step, rest = steps[0], steps[1:]
    if isinstance(data, list) and step == "*":
        return [_with_ids(each, rest, ids, only_known) for each in data if rest or not only_known or each in ids]
    if isinstance(data, dict):
        return {
            key: _with_ids(each, rest, ids, only_known) if step in ("*", key) else each for key, each in data.items()
        }
    return data


def _offered(whole: Json) -> Iterator[object]:
    """What can be ticked on the forms as something else that is done."""
    for _, field in select(whole, "kinds/*/fields/*"):
        if _field(field, "kind") == "choices":
            yield from _items(_field(field, "choices"))


def _meet(conflict: Json, known: Collection[object], asked: Collection[object]) -> bool:
    same = _field(conflict, "same")
    return all(_field(conflict, side) in known for side in "ab") and (same is None or same in asked)


def _field(data: object, name: str) -> Json:
    return data.get(name) if isinstance(data, dict) else None


def _items(data: Json) -> list[Json]:
    return data if isinstance(data, list) else []
