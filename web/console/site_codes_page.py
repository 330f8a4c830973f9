"""The codes posted at the areas: printing their posters, and replacing one that somebody may have copied."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, g, make_response, redirect, render_template, request, send_file, url_for

from handlers import site_codes
from handlers.site_codes import Poster
from models import posted, store
from models.posted import AREA
from rules.plant import Area
from web.h5.words import clock
from web.house import house
from web.people import rulebook
from web.refused import Refused

Draw = Callable[[Sequence[Poster]], bytes]


@dataclass(frozen=True)
class Row:
    """One area; code: which one is posted and since when, empty before the first."""

    id: str
    name: str
    unit: str
    code: str


def show() -> str:
    """Every area with its code, in the plant's order. `?new=AREA` names the one whose code was just replaced."""
    now = house().now()
    plant = rulebook(now).plant
    rows = [Row(area.id, area.name, plant.department(area.department).name, _code(area)) for area in plant.areas]
    new = next((row.name for row in rows if row.id == request.args.get("new")), "")
    return render_template("console/site_codes.html", rows=rows, new=new)


def print_posters(draw: Draw) -> Response:
    """The posters of the area in the form, or of all areas, as PDF; missing codes are made."""
    home, now = house(), house().now()
    plant = rulebook(now).plant
    wanted = [_area(request.form["area"])] if request.form.get("area") else list(plant.areas)
    key = home.settings.signing_key
    made = store.write(lambda: site_codes.posters(plant, wanted, home.base, key, str(g.name), now))
    name = f"现场码 {made[0].area}.pdf" if len(made) == 1 else "现场码.pdf"
    return send_file(io.BytesIO(draw(made)), "application/pdf", as_attachment=True, download_name=name)


def replace() -> Response:
    """Gives the area another code; the posted one no longer holds from this moment."""
    area, now = _area(request.form.get("area", "")), house().now()
    store.write(lambda: site_codes.replace(area, str(g.name), now))
    return make_response(redirect(url_for("records.site_codes", new=area.id)))


def _area(id_: str) -> Area:
    found = next((area for area in rulebook(house().now()).plant.areas if area.id == id_), None)
    if found is None:
        raise Refused("没有这个区域。", "请从现场码页打开。", 404)
    return found


def _code(area: Area) -> str:
    code = posted.now_at(AREA, area.id)
    if code is None:
        return ""
    by = f"，{code.made_by}" if code.made_by else ""
    return f"第 {code.serial} 张，{clock(code.made_at, house().now())}{by}"
