"""Questions whose choices are what the plant's areas list: which dike, which road."""

from dataclasses import replace

from rules.plant import Plant
from rules.templates import NAMED_BY_AREAS, Field, Templates


def with_places(templates: Templates, plant: Plant) -> Templates:
    """A question that is asked only in areas with dikes, roads or confined spaces, and has no choices of its own,
    offers those of all areas."""
    kinds = {
        name: replace(kind, fields=tuple(_with_choices(field, plant) for field in kind.fields))
        for name, kind in templates.kinds.items()
    }
    return replace(templates, kinds=kinds)


def _with_choices(field: Field, plant: Plant) -> Field:
    if field.kind != "choice" or field.choices or field.only_in not in NAMED_BY_AREAS:
        return field
    return replace(field, choices=tuple(name for area in plant.areas for name in getattr(area, field.only_in)))
