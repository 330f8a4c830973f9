"""Weather in which work in the open air is refused, and in which it stops (GB 30871—2022 §8.2.6, §9.2.4).

Which questions of the form ask for it, and from which wind force on, is the template's data. Indoors nothing of this
counts: there, wind only grades the work (§8.1.2 a).
"""

from collections.abc import Iterator, Mapping

from rules.templates import Kind, SiteReading, Weather

HIGHEST_FORCE = 17


def outdoors(kind: Kind, inputs: Mapping[str, object]) -> Weather | None:
    """The limits that hold for this job; None for kinds without any, and for work that isn't in the open."""
    return kind.weather if kind.weather and inputs.get(kind.weather.open_air) is True else None


def refused(kind: Kind, inputs: Mapping[str, object]) -> Iterator[str]:
    """Why the job may not be asked for in this weather, each with what to do."""
    limits = outdoors(kind, inputs)
    if limits is None:
        return
    force, fog = inputs.get(limits.wind), inputs.get(limits.fog)
    chosen = {str(word) for each in inputs.values() if isinstance(each, list | tuple) for word in each}
    if not isinstance(force, int | float) or isinstance(force, bool):
        yield f"露天{kind.short}要填「{_label(kind, limits.wind)}」：请填上"
    elif force >= limits.too_strong:
        yield f"风力 {force:g} 级，露天{kind.short}要低于 {limits.too_strong} 级，不能办：请等风小了再办"
    if not isinstance(fog, bool):
        yield f"露天{kind.short}要填「{_label(kind, limits.fog)}」：请填上"
    elif fog:
        yield f"{_label(kind, limits.fog)}，露天不能{kind.short}：请等天好了再办"
    for word in limits.factors:
        if word in chosen:
            yield f"选了「{word}」，露天不能{kind.short}：请等风小了再办"


def reading(limits: Weather) -> SiteReading:
    """The wind force as the guardian reports it during the work."""
    return SiteReading("级", HIGHEST_FORCE, most=limits.too_strong - 1)


def _label(kind: Kind, question: str) -> str:
    return next((field.label for field in kind.fields if field.id == question), question)
