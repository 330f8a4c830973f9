"""What all shapes share: they accept nothing unknown, and nothing changes after loading."""

from pydantic import BaseModel, ConfigDict


def yaml_name(name: str) -> str:
    """A field's name in YAML: the trailing underscore only avoids Python's keywords."""
    return name.rstrip("_")


SHAPE = ConfigDict(extra="forbid", frozen=True, alias_generator=yaml_name)


class Shape(BaseModel):
    model_config = SHAPE
