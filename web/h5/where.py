"""Which area a phone is in, so that the request form can choose it beforehand, and whether a code that it has read is
posted at the page's own site. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import site_codes
from models import ask as asks
from models import matter
from models.rulebook import last_named
from rules.geo import distance_m, wgs84_to_gcj02
from rules.given import point
from rules.plant import Plant
from web.h5.act import OTHER_PAGE, body, page_token, page_visitor
from web.house import house

NEAR_M = 200.0
# Pages of acts for which the code of a machine in the area shows the same as the area's.
MACHINES_TOO = frozenset({"fix", "later", "other", "recheck"})


def where() -> dict[str, Any]:
    """`{latitude, longitude, crs}` → `{ok, area, words}`; the area is empty when none is near."""
    plant = page_visitor().plant
    here = _point(body(), plant)
    if here is None:
        return {"ok": True, "area": "", "words": "没有拿到定位，请自己选区域"}
    away, area = min(((distance_m(here, area), area) for area in plant.areas), key=lambda pair: pair[0])
    if away > NEAR_M:
        return {"ok": True, "area": "", "words": "你不在厂区里，请自己选区域"}
    words = f"按定位选了{area.name}" if away == 0 else f"离{area.name}最近，约 {round(away)} 米"
    return {"ok": True, "area": area.id, "words": words}


def scanned() -> dict[str, Any]:
    """`{site}`: the text of a code → `{ok, words}`: whether it is posted where the page's matter is, else why not.
    Raises Refused."""
    ask = asks.find(page_token().ask or 0)
    about = matter.of(ask.subject) if ask else None
    if about is None:
        raise OTHER_PAGE
    number = site_codes.number_of(str(body().get("site", "")), house().settings.signing_key)
    plant = page_visitor().plant
    too = {each.id for each in plant.machines if each.area == about.area} if page_token().page in MACHINES_TOO else ()
    found = site_codes.scan(number, about.area, last_named("areas", about.area) or about.area, too)
    return {"ok": found.ok, "words": found.words, "tone": "info" if found.ok else "caution"}


def _point(given: Mapping[str, Any], plant: Plant) -> tuple[float, float] | None:
    """The position in the plant's own coordinates; None when the body holds none."""
    found = point(given)
    if found is None:
        return None
    shift = given.get("crs") == "WGS-84" and plant.crs == "GCJ-02"
    return wgs84_to_gcj02(found) if shift else found
