"""Which files and photos a request must have: by level, by a yes in the form, or by a number over a limit."""

from collections.abc import Iterator, Mapping

from rules.templates import Attachment, Kind

IF = "if_"


def needed(each: Attachment, level: str, inputs: Mapping[str, object]) -> bool:
    """Whether this attachment is required. `if_FIELD` requires it when that field of the form says yes."""
    if each.levels and level not in each.levels:
        return False
    if each.required is True or any(_over(inputs.get(name), limit) for name, limit in each.above.items()):
        return True
    return isinstance(each.required, str) and inputs.get(each.required.removeprefix(IF)) is True


def missing(kind: Kind, level: str, inputs: Mapping[str, object], counts: Mapping[str, int]) -> Iterator[str]:
    """A sentence for each attachment that is missing or too few. counts: id → how many were given."""
    for each in kind.attachments:
        least, given = each.min, counts.get(each.id, 0)
        if needed(each, level, inputs) and given < least:
            how_many = f"至少 {least} 份，现在 {given} 份" if least > 1 else "还没有传"
            yield f"附件「{each.name}」{how_many}：请补上再交"


def _over(value: object, limit: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > limit
