"""A file that differs from what the store holds must have a higher `version`: otherwise nobody could tell the two
apart, on a form or in the trail."""

from collections.abc import Iterator, Mapping

from config.problem import Finding, child


def check(contents: Mapping[str, object], held: Mapping[str, object]) -> Iterator[Finding]:
    """Every changed file whose version is not higher than the stored one. Another plant's numbers mean nothing."""
    if company(contents) != company(held):
        return
    for file, now in contents.items():
        version, before = child(now, "version"), child(held.get(file), "version")
        if not isinstance(version, int) or not isinstance(before, int) or version > before:
            continue
        if _rest(now) != _rest(held.get(file)):
            message = f"内容和库里的第 {before} 版不一样，version 却写 {version}：请写 {before + 1}，或改回原来的内容"
            yield Finding(file, ("version",), message)
        elif version < before:
            yield Finding(file, ("version",), f"库里已是第 {before} 版，这里写 {version}：请写 {before}")


def company(contents: Mapping[str, object]) -> object:
    return child(child(contents.get("plant"), "company"), "id")


def _rest(data: object) -> object:
    return {key: value for key, value in data.items() if key != "version"} if isinstance(data, Mapping) else data
