"""YAML files as JSON-able data with its lines. Dates stay text; keys are text; a key given twice is a fault.

A file is somebody else's text: its size is checked before it is built, so that none can use up time or memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from ruamel.yaml.cyaml import CSafeLoader
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from config.problem import Path, Problem, field_words

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MOST_BYTES = 2_000_000
MOST_PARTS = 100_000
# Letters of all texts together once references are expanded: no more than a file without any can hold.
MOST_SIGNS = MOST_BYTES
MOST_TWINS = 20
# The parser in C uses one stack frame for each level, and crashes with too many.
MOST_LEVELS = 40


# what the parser says of a line → what is wrong with it
PARSER_WORDS = {
    "but found another document": "一个文件里只能有一份内容（去掉 ---）",
    "found undefined alias": "* 后面的名字前面没有用 & 写过",
    "could not find expected ':'": "少了冒号",
    "mapping values are not allowed in this context": "冒号用错了地方（文字里有冒号要加引号）",
    "did not find expected key": "缩进没有对齐，或者少了冒号",
    "did not find expected '-' indicator": "缩进没有对齐，或者少了 -",
    "did not find expected ',' or ']'": "方括号没有配对，或者少了逗号",
    "did not find expected ',' or '}'": "花括号没有配对，或者少了逗号",
    "did not find expected node content": "括号里少了内容",
    "found unexpected end of stream": "引号没有配对",
    "found unexpected ':'": '方括号、花括号里的冒号看不懂（时间和有冒号的文字要加半角引号，如 "08:00"）',
    "found character that cannot start any token": "有不能写在这里的符号（不能用 Tab 缩进）",
    "found a tab character that violates indentation": "缩进用了 Tab（请换成空格）",
    "found a tab character that violate intendation": "缩进用了 Tab（请换成空格）",
    "found a tab character where an indentation space is expected": "缩进用了 Tab（请换成空格）",
    "found unexpected document indicator": "引号没有配对",
    "did not find expected <document start>": "这一行和上面接不上（缩进没有对齐，或者少了冒号）",
    "mapping keys are not allowed in this context": "? 用错了地方（文字里有 ? 要加引号）",
    "block sequence entries are not allowed in this context": "- 用错了地方",
    "second occurrence": "& 后面的名字写了两次",
    "did not find expected alphabetic or numeric character": "& 或 * 后面要写名字（文字里有 * 要加引号）",
    "found unknown escape character": "双引号里的 \\ 写法不对（换成单引号）",
}


class Unreadable(Exception):
    """Why a file can't be read, in words, in which line (0: the whole file) and in which field, where it is of one."""

    def __init__(self, words: str, line: int = 0, field: str = "") -> None:
        super().__init__(words)
        self.words, self.line, self.field = words, line, field


BRACKETS = "名称外面多了括号：请去掉 { } 或 [ ]，直接写名称"


@dataclass
class Document:
    """One file: its data, the line of every field in it (from 1), and what was wrong with the YAML itself.

    homes: which part came from which file of the library; "": from this file."""

    file: str
    data: Json = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    homes: dict[Path, str] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a field, or of the nearest thing around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1 if self.lines else 0)

    def home(self, path: Path) -> str:
        """The library's file from which a field was taken; empty for what the file itself says."""
        while path and path not in self.homes:
            path = path[:-1]
        return self.homes.get(path, "")

    @property
    def last(self) -> int:
        """The last line that holds something."""
        return max(self.lines.values(), default=0)


def read(path: FilePath) -> Document:
    """Read one YAML file. Faults of the YAML are collected, not raised."""
    try:
        contents = _contents(path)
    except Unreadable as error:
        return Document(path.name, problems=[_unread(path.name, error)])
    return parsed(path.name, contents)


def parsed(name: str, contents: bytes) -> Document:
    """What a YAML file with this name and these contents says. Faults of the YAML are collected, not raised."""
    document = Document(name)
    try:
        node = _checked(_decoded(contents))
        document.lines[()] = 1
        document.data = None if node is None else _Reader(document).plain(node, ())
    except Unreadable as error:
        document.problems.append(_unread(name, error))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        document.problems.append(Problem(name, line, "", f"YAML 写法有误，{_said(error.problem)}：请改这一行"))
    except YAMLError:
        words = "文件里有看不见的控制字符：请删掉再存"
        document.problems.append(Problem(name, _line_of_control(_decoded(contents)), "", words))
    return document


def _unread(name: str, error: Unreadable) -> Problem:
    return Problem(name, max(error.line, 1), error.field, error.words)


class _Doubtful(Exception):
    """A text that may be too large or too deep."""


class _Loader(CSafeLoader):
    """Works out what a word is (a number, a text) once for each text: files say the same words again and again."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._known: dict[str, object] = {}

    def resolve(self, kind: type[Node], value: str, implicit: tuple[bool, bool]) -> object:
        if kind is not ScalarNode or not implicit[0]:
            return super().resolve(kind, value, implicit)
        if value not in self._known:
            self._known[value] = super().resolve(kind, value, implicit)
        return self._known[value]


class _Careful(_Loader):
    """Counts while it composes, so that a text that is in order is parsed once; each alias has its `*`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        # The text and its one document have a beginning and an end as well.
        self._levels, self._events = 0, 4 + text.count("*")

    def descend_resolver(self, parent: object, place: object) -> None:
        """Called before each node; a list or mapping is two events, its beginning and its end."""
        self._levels += 1
        self._events += 2
        if self._levels > MOST_LEVELS or self._events > MOST_PARTS:
            raise _Doubtful

    def ascend_resolver(self) -> None:
        self._levels -= 1


def _checked(text: str) -> Node | None:
    """The nodes of a text that is neither too large nor too deep. Raises Unreadable and YAMLError."""
    try:
        node: Node | None = _Careful(text).get_single_node()
    except (_Doubtful, YAMLError):
        _measure(text)
        return composed(text)
    return node


def composed(text: str) -> Node | None:
    """The nodes of a YAML text, each with its place; None when it is empty. Raises YAMLError.

    `YAML(typ="safe")` reads the same, but asks for the version of YAML at each scalar."""
    node: Node | None = _Loader(text).get_single_node()
    return node


def _said(problem: str | None) -> str:
    return PARSER_WORDS.get(problem or "", "这一行看不懂（请和样本的写法对一对）")


def _contents(path: FilePath) -> bytes:
    if path.is_dir():
        raise Unreadable("这是一个文件夹，不是文件：请换成 YAML 文件")
    if not path.exists():
        raise Unreadable("这是一个断了的链接：请换成文件，或删掉" if path.is_symlink() else "没有这个文件：请补上")
    if not path.is_file():
        raise Unreadable("这不是普通文件：请换成 YAML 文件")
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"读不了这个文件（{error.strerror}）：请检查权限") from error


def _decoded(contents: bytes) -> str:
    if len(contents) > MOST_BYTES:
        raise Unreadable(f"文件超过 {MOST_BYTES // 1_000_000} MB：请检查是不是放错了文件")
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = contents[: error.start].count(b"\n") + 1
        raise Unreadable("不是 UTF-8 文本：请用 UTF-8 另存", line) from error


def _measure(text: str) -> None:
    """Checks the file piece by piece before anything is built from it."""
    levels = number = 0
    parser = CSafeLoader(text)
    while parser.check_event():
        event = parser.get_event()
        levels += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if levels > MOST_LEVELS:
            raise Unreadable(f"一层套一层超过 {MOST_LEVELS} 层：请检查括号和缩进", event.start_mark.line + 1)
        if number > MOST_PARTS:
            raise Unreadable("内容太多：请检查是不是放错了文件", event.start_mark.line + 1)
        number += 1


def _line_of_control(text: str) -> int:
    """The line of the first character that YAML does not allow."""
    place = next(
        (at for at, sign in enumerate(text) if not (sign.isprintable() or sign in "\n\r\t\x85\u2028\u2029")), 0
    )
    return text.count("\n", 0, place) + 1


class _Reader:
    """Builds a document's data from its nodes; references (`*name`) are expanded, so their size is counted."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._parts = 0
        self._signs = 0
        self._open: list[int] = []

    def plain(self, node: Node, path: Path) -> Json:
        line = node.start_mark.line + 1
        self._parts += 1
        if id(node) in self._open:
            raise Unreadable("有一段引用了它自己：请把 & 和 * 的引用展开", line)
        self._signs += len(node.value) if isinstance(node, ScalarNode) else 0
        if self._parts > MOST_PARTS or self._signs > MOST_SIGNS or len(path) > MOST_LEVELS:
            raise Unreadable("引用（& 和 *）展开以后太大：请少用引用", line)
        self._document.lines.setdefault(path, line)
        if isinstance(node, ScalarNode):
            # `node.tag` would put the name together again, letter by letter.
            return _scalar(str(node.ctag.suffix), str(node.value))
        self._open.append(id(node))
        found = self._mapping(node, path) if isinstance(node, MappingNode) else list(self._sequence(node, path))
        self._open.pop()
        return found

    def _sequence(self, node: Node, path: Path) -> Iterator[Json]:
        return (self.plain(each, (*path, place)) for place, each in enumerate(node.value))

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise Unreadable(BRACKETS, line, field_words(path, None))
            if key in found:
                self._twice(key, line)
                continue
            self._document.lines[(*path, key)] = line
            found[key] = self.plain(value_node, (*path, key))
        return found

    def _twice(self, key: str, line: int) -> None:
        if len(self._document.problems) < MOST_TWINS:
            words = f"“{key}”在这里写了两次：请删掉一个"
            self._document.problems.append(Problem(self._document.file, line, key, words))


def _scalar(tag: str, text: str) -> Json:
    kind = tag.rsplit(":", 1)[-1]
    try:
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int":
            return int(text.replace("_", ""), 0) if text[:2].lower() in {"0x", "0o"} else int(text)
        if kind == "float":
            return float(text)
    except ValueError:
        return text
    return text
