"""What a plant takes from the library, with what it changes in it (`take`, `without`, `change`, `more`; docs/rules.md).

The result is a whole file. Everything in it keeps a line of the plant's own file: its own line, or that of the `take`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from config.fitting import fitted, related
from config.problem import Path, Problem, field_words
from config.shelves import ALL, CHANGE, MORE, TAKE, WITHOUT, Library, Shelf
from config.source import Document, Json

# What a kind that is taken stays, whatever the plant changes in it: the standard's, with its floor.
FORM = "form"


def complete(documents: Mapping[str, Document], library: Library) -> dict[str, Document]:
    """The plant's files with what they take. A file in which this fails has problems, and no data."""
    return {name: _with_own_problems(_complete(name, own, library), own) for name, own in documents.items()}


def _with_own_problems(whole: Document, own: Document) -> Document:
    """A name that is written twice spoils nothing else of the file."""
    return whole if whole is own else replace(whole, problems=[*own.problems, *whole.problems])


def _complete(name: str, own: Document, library: Library) -> Document:
    shelf = library.shelves.get(name)
    if shelf is None or not isinstance(own.data, dict):
        return own
    if library.problems:
        return Document(own.file, problems=list(library.problems))
    if name != "permit_templates":
        return _taken(own, shelf)
    shelf = fitted(shelf, own.data)
    whole = _taken(own, shelf)
    return whole if whole.problems else _taken(own, related(shelf, whole.data))


def _taken(own: Document, shelf: Shelf) -> Document:
    taker = _Taker(own, shelf)
    data = taker.plain(own.data, (), (), ())
    if taker.problems:
        return Document(own.file, problems=sorted(taker.problems))
    return Document(own.file, data, taker.lines, homes=taker.homes)


@dataclass
class _Taker:
    """`src`: a place in the plant's file · `dst`: the same place in the whole file · `lib`: what the library has for
    it."""

    own: Document
    shelf: Shelf
    lines: dict[Path, int] = field(default_factory=dict)
    homes: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _used: set[Path] = field(default_factory=set)

    def plain(self, data: Json, src: Path, dst: Path, lib: Path) -> Json:
        """What the plant wrote, with what it takes."""
        self._mark(dst, src, "")
        if isinstance(data, dict) and TAKE in data:
            return self._entry(data, src, dst, lib)
        if isinstance(data, dict):
            return {key: self.plain(each, (*src, key), (*dst, key), (*lib, key)) for key, each in data.items()}
        if isinstance(data, list):
            return [self.plain(each, (*src, at), (*dst, at), (*lib, "")) for at, each in enumerate(data)]
        return data

    def _entry(self, data: dict[str, Json], src: Path, dst: Path, lib: Path) -> Json:
        name = data[TAKE]
        place = lib if name == ALL else self.shelf.place(name, lib[:-1]) if lib else None
        found = None if place is None else self.shelf.at(place)
        if place is None or found is None:
            self._fault((*src, TAKE), f"模板库里没有“{name}”可以取：请改正，或自己写")
            return None
        if place in self._used:
            self._fault((*src, TAKE), f"模板库的“{name}”取了两次：请删掉一个")
        self._used.add(place)
        if isinstance(found, dict) and FORM in found and data.get(FORM, found[FORM]) != found[FORM]:
            self._fault((*src, FORM), f"取来的作业，表号就是 {found[FORM]}，不能换：请删去这一行")
        if isinstance(found, dict) and "id" in data:
            found = _renamed(found, f"{found.get('id')}-", f"{data['id']}-")
        self._mark(dst, (*src, TAKE), self.shelf.home(place))
        return self._changed(found, {key: each for key, each in data.items() if key != TAKE}, src, dst, place)

    def _changed(self, found: Json, changes: dict[str, Json], src: Path, dst: Path, lib: Path) -> Json:
        """What the library has there, with changes: a given value replaces it, an empty one (`null`) removes it."""
        if isinstance(found, list):
            return self._edited(found, changes, src, dst, lib)
        if not isinstance(found, dict):
            self._unknown(changes, (), src)
            return found
        elsewhere = [each[TAKE] for each in changes.values() if isinstance(each, dict) and TAKE in each]
        gone = {key for key in found if key in changes and changes[key] is None}
        left = (key for key in found if key not in gone and (key in changes or key not in elsewhere))
        result = {key: found[key] for key in left}
        for key in (each for each in changes if each not in gone):
            steps = (*src, key), (*dst, key), (*lib, key)
            result[key] = self._value(changes[key], found.get(key), *steps)
        return {key: result[key] for key in (*found, *changes) if key in result}

    def _value(self, data: Json, found: Json, src: Path, dst: Path, lib: Path) -> Json:
        if isinstance(found, list) and isinstance(data, dict) and TAKE not in data:
            return self._edited(found, data, src, dst, lib)
        return self.plain(data, src, dst, lib)

    def _edited(self, found: list[Json], edits: dict[str, Json], src: Path, dst: Path, lib: Path) -> list[Json]:
        """A list without some of its items, with others changed, and with more at its end."""
        self._mark(dst, src, self.shelf.home(lib))
        self._unknown(edits, (WITHOUT, CHANGE, MORE), src)
        gone, more = (self._as_list(edits.get(word), (*src, word)) for word in (WITHOUT, MORE))
        changes = self._as_mapping(edits.get(CHANGE), (*src, CHANGE))
        self._missing(found, gone, [(*src, WITHOUT, at) for at in range(len(gone))])
        kept = [each for each in found if _name(each) not in gone]
        self._missing(kept, list(changes), [(*src, CHANGE, name) for name in changes])
        result: list[Json] = []
        for each in kept:
            name, at = _name(each), (*dst, len(result))
            if isinstance(name, str) and name in changes:
                each = self._item(each, changes[name], (*src, CHANGE, name), at, lib)
            result.append(each)
        for number, each in enumerate(more):
            if _name(each) is not None and _name(each) in (_name(other) for other in result):
                self._fault((*src, MORE, number), f"已经有“{_name(each)}”：要改它请写在 change 里")
            result.append(self.plain(each, (*src, MORE, number), (*dst, len(result)), (*lib, "")))
        return result

    def _item(self, found: Json, changes: Json, src: Path, dst: Path, lib: Path) -> Json:
        self._mark(dst, src, self.shelf.home(lib))
        if isinstance(found, dict):
            return self._changed(found, self._as_mapping(changes, src), src, dst, (*lib, ""))
        self._fault(src, "这一项没有编号，不能改：请写在 without 和 more 里")
        return found

    # What is wrong -------------------------------------------------------------------------------------------------

    def _missing(self, found: Sequence[Json], names: Sequence[Json], places: Sequence[Path]) -> None:
        known = [_name(each) for each in found]
        for number, (name, place) in enumerate(zip(names, places, strict=True)):
            if name in names[:number]:
                self._fault(place, f"“{name}”写了两次：请删掉一个")
            elif name is None or name not in known:
                self._fault(place, f"模板库这里没有“{name}”{_offer(known)}：请改正，或删去")

    def _unknown(self, given: Mapping[str, Json], allowed: Sequence[str], src: Path) -> None:
        for key in given:
            if key not in allowed:
                words = f"取来的列表只能写 {'、'.join(allowed)}" if allowed else "取来的这一项不能再改"
                self._fault((*src, key), f"{words}：请改正，或整项自己写")

    def _as_list(self, data: Json, src: Path) -> list[Json]:
        if data is None or isinstance(data, list):
            return data or []
        self._fault(src, "要写成列表 [ ]：请改正")
        return []

    def _as_mapping(self, data: Json, src: Path) -> dict[str, Json]:
        if data is None or isinstance(data, dict):
            return data or {}
        self._fault(src, "要写成“编号: 改什么”：请改正")
        return {}

    def _fault(self, src: Path, message: str) -> None:
        words = field_words(src, self.own.data)
        self.problems.append(Problem(self.own.file, self.own.line(src), words, message))

    def _mark(self, dst: Path, src: Path, home: str) -> None:
        self.lines[dst], self.homes[dst] = self.own.line(src), home


def _name(item: Json) -> Json:
    """What an item of a list is called: its id, or a plain value itself."""
    return item.get("id") if isinstance(item, dict) else item


def _offer(known: Sequence[Json]) -> str:
    names = [str(name) for name in known if name is not None]
    return f"，有的是 {'、'.join(names)}" if names else "，它的各项没有编号"


def _renamed(data: Json, old: str, new: str) -> Json:
    """Ids inside an entry that begin with its own id (HAZ-101-L1) follow it."""
    if isinstance(data, list):
        return [_renamed(each, old, new) for each in data]
    if not isinstance(data, dict):
        return data
    return {
        key: new + each.removeprefix(old) if key == "id" and isinstance(each, str) and each.startswith(old) else inner
        for key, each, inner in _inside(data, old, new)
    }


def _inside(data: Mapping[str, Json], old: str, new: str) -> Iterator[tuple[str, Json, Json]]:
    return ((key, each, _renamed(each, old, new)) for key, each in data.items())
