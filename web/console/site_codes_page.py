"""The codes posted at areas and on machines: printing their posters, and replacing one that somebody may have
copied."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, g, make_response, redirect, render_template, request, send_file, url_for

from handlers import site_codes
from handlers.hazards import anonymous
from handlers.site_codes import Poster, Thing
from models import posted, store
from models.posted import AREA, MACHINE
from web.h5.words import clock
from web.house import house
from web.people import rulebook
from web.refused import Refused

Draw = Callable[[Sequence[Poster]], bytes]
NOTHING = Refused("没有这个区域或设备。", "请从现场码页打开。", 404)


@dataclass(frozen=True)
class Row:
    """One area or machine; unit: whose the area is, or where the machine stands; code: which one is posted and since
    when, empty before the first."""

    id: str
    name: str
    unit: str
    code: str


def show() -> str:
    """Every area and every machine with its code, in the plant's order. `?new=ID&kind=KIND` names the one whose code
    was just replaced."""
    plant = rulebook(house().now()).plant
    areas = [Row(each.id, each.name, plant.department(each.department).name, _code(each)) for each in plant.areas]
    machines = [Row(each.id, each.name, plant.area(each.area).name, _code(each)) for each in plant.machines]
    rows = machines if request.args.get("kind") == MACHINE else areas
    new = next((row.name for row in rows if row.id == request.args.get("new")), "")
    return render_template("console/site_codes.html", kinds=((AREA, areas), (MACHINE, machines)), new=new)


def print_posters(draw: Draw) -> Response:
    """The posters of the area or machine in the form, or of all of that kind, as PDF; missing codes are made."""
    home, now = house(), house().now()
    plant = rulebook(now).plant
    every: Sequence[Thing] = plant.machines if request.form.get("kind") == MACHINE else plant.areas
    wanted = [_thing()] if request.form.get("thing") else every
    if not wanted:
        raise NOTHING
    key = home.settings.signing_key
    made = store.write(
        lambda: site_codes.posters(plant, wanted, home.base, key, str(g.name), now, anonymous=anonymous.takes(now))
    )
    what = "设备码" if made[0].machine else "现场码"
    name = f"{what} {made[0].area}.pdf" if len(made) == 1 else f"{what}.pdf"
    return send_file(io.BytesIO(draw(made)), "application/pdf", as_attachment=True, download_name=name)


def replace() -> Response:
    """Gives the area or machine another code; the posted one no longer holds from this moment."""
    thing, now = _thing(), house().now()
    store.write(lambda: site_codes.replace(thing, str(g.name), now))
    return make_response(redirect(url_for("records.site_codes", new=thing.id, kind=site_codes.kind_of(thing))))


def _thing() -> Thing:
    plant = rulebook(house().now()).plant
    every: Sequence[Thing] = plant.machines if request.form.get("kind") == MACHINE else plant.areas
    found = next((each for each in every if each.id == request.form.get("thing")), None)
    if found is None:
        raise NOTHING
    return found


def _code(thing: Thing) -> str:
    code = posted.now_at(site_codes.kind_of(thing), thing.id)
    if code is None:
        return ""
    by = f"，{code.made_by}" if code.made_by else ""
    return f"第 {code.serial} 张，{clock(code.made_at, house().now())}{by}"
