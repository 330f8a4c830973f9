"""A plant of any size, made from the demo plant: always the same people for the same numbers. Those who decide, posts
and rules stay as they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from config.loader import raw
from config.root import ROOT

MODEL = ROOT / "config" / "plants" / "anhe"
PEOPLE, AREAS = 1200, 40
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟强磊军洋勇艳杰娟涛明超霞平刚桂芳静丽敏文辉建华国庆志海春生永红玉梅小龙大山晓东"
CROWD = ("gas_analyst", "guardian", "welder", "electrician", "rigger", "crane_operator", "maintenance_leader")
EAST = 0.01


def large(people: int = PEOPLE, areas: int = AREAS) -> dict[str, Any]:
    """The plant's data as `config.loader.raw` gives them. People who work without deciding are there many times, always
    with the same names; areas lie side by side. Never fewer of either than the demo plant has."""
    data: dict[str, Any] = deepcopy(raw(MODEL))
    plant = data["plant"]
    plant["people"] += _people(list(plant["people"]), people - len(plant["people"]))
    plant["areas"] += _areas(list(plant["areas"]), areas - len(plant["areas"]))
    return data


def _people(first: list[dict[str, Any]], more: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1200)
    models = [each for each in first if set(each["posts"]) & set(CROWD)]
    for number in range(1, more + 1):
        model = models[number % len(models)]
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        account = {"account": f"many-{number:04}", "phone": f"2{number:010}", "id": f"P{number:04}"}
        yield {**deepcopy(model), **account, "name": name}


def _areas(first: list[dict[str, Any]], more: int) -> Iterator[dict[str, Any]]:
    for number in range(more):
        model = deepcopy(first[number % len(first)])
        step = EAST * (1 + number // len(first))
        model["id"], model["name"] = f"{model['id']}_{number}", f"{model['name']} {1 + number // len(first)} 线"
        if "center" in model:
            model["center"][0] += step
        for corner in model.get("polygon", ()):
            corner[0] += step
        yield model
