"""Rule versions that were stored before plants named their roles: what they lack is filled in when they are read.

Only what is built from them changes. The stored data are in sealed entries and are never migrated.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from config.source import Json, read

LACKED = Path(__file__).parent / "before_roles.yaml"


def filled(contents: Mapping[str, Json]) -> Mapping[str, Json]:
    """The contents themselves, or a copy with what a version without `roles` lacks."""
    plant = contents.get("plant")
    if not isinstance(plant, dict) or "roles" in plant:
        return contents
    lacked = {**_lacked(), "plant": {"": {"roles": _known(plant)}}}
    return {name: _with(data, lacked.get(name, {})) for name, data in contents.items()}


@cache
def _lacked() -> dict[str, dict[str, Any]]:
    data: Any = read(LACKED).data
    return {**data}


def _known(plant: Mapping[str, Json]) -> dict[str, Json]:
    """The roles, with only those posts that this plant has: not every plant has the demo plant's posts."""
    posts = plant.get("posts")
    return _only(_lacked()["plant"][""]["roles"], posts if isinstance(posts, dict) else {})


def _only(roles: Mapping[str, Any], posts: Mapping[str, Json]) -> dict[str, Json]:
    return {
        role: _only(named, posts) if isinstance(named, dict) else [post for post in named if post in posts]
        for role, named in roles.items()
    }


def _with(data: Json, lacked: Mapping[str, Any]) -> Json:
    for path, more in lacked.items():
        data = _at(data, path.split("/") if path else [], more)
    return data


def _at(data: Json, path: list[str], more: Mapping[str, Json]) -> Json:
    """A copy of `data` in which the place at the path has `more` besides its own contents."""
    if not path and isinstance(data, dict):
        return {**more, **data}
    step = path[0] if path else None
    if isinstance(data, dict) and step in data:
        return {**data, step: _at(data[step], path[1:], more)}
    if isinstance(data, list):
        return [
            _at(each, path[1:], more) if isinstance(each, dict) and each.get("id") == step else each for each in data
        ]
    return data
