"""YAML files as JSON-able data with its lines. Dates stay text; keys are text; a key given twice is a fault."""

from dataclasses import dataclass, field
from pathlib import Path as FilePath

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from config.problem import Path, Problem

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass
class Document:
    """One file: its data, the line of every field in it (from 1), and what was wrong with the YAML itself."""

    file: str
    data: Json = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a field, or of the nearest thing around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1 if self.lines else 0)


def read(path: FilePath) -> Document:
    """Read one YAML file. Faults of the YAML are collected, not raised."""
    document = Document(path.name)
    try:
        node = YAML(typ="safe").compose(path.read_text(encoding="utf-8"))
        document.data = None if node is None else _plain(node, (), document)
    except FileNotFoundError:
        document.problems.append(Problem(path.name, 0, "", "没有这个文件：请补上"))
    except UnicodeDecodeError:
        document.problems.append(Problem(path.name, 0, "", "不是 UTF-8 文本：请用 UTF-8 另存"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        document.problems.append(Problem(path.name, line, "", f"YAML 写法有误（{error.problem}）：请改这一行"))
    except YAMLError:
        document.problems.append(Problem(path.name, 0, "", "文件里有看不见的控制字符：请删掉再存"))
    except RecursionError:
        document.problems.append(Problem(path.name, 0, "", "有一段引用了它自己：请把 & 和 * 的引用展开"))
    return document


def _plain(node: Node, path: Path, document: Document) -> Json:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, SequenceNode):
        return [_plain(each, (*path, place), document) for place, each in enumerate(node.value)]
    return _scalar(str(node.tag), str(node.value))


def _mapping(node: MappingNode, path: Path, document: Document) -> Json:
    found: dict[str, Json] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in found:
            document.problems.append(Problem(document.file, line, key, f"“{key}”在这里写了两次：请删掉一个"))
            continue
        document.lines[(*path, key)] = line
        found[key] = _plain(value_node, (*path, key), document)
    return found


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
