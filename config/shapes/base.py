"""What all shapes share: nothing unknown is accepted and nothing changes after loading."""

from pydantic import BaseModel, ConfigDict


def yaml_name(name: str) -> str:
    """A field's name in YAML: the trailing underscore only keeps Python's keywords apart."""
    return name.rstrip("_")


SHAPE = ConfigDict(extra="forbid", frozen=True, alias_generator=yaml_name)


class Shape(BaseModel):
    model_config = SHAPE
