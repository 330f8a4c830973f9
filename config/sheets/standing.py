"""A plant as it is in its folder, and what a cell of its workbook may name there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.building import located
from config.checks.function import known as functions
from config.checks.shape import shape
from config.loader import read_folder
from config.problem import Refused, child
from config.sheets.names import CERTIFICATE, DEPARTMENT, FIXED, FUNCTION, PERSON, PLACE, POST, SHIFT, Known
from config.sheets.parts import PlantData
from config.source import Document

PLANT, TEMPLATES, RULES = "plant", "permit_templates", "routing_rules"
MOST_SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """data: of plant.yaml, in the right shape; the other files are in whatever shape."""

    documents: Mapping[str, Document]
    data: PlantData


def standing(folder: Path) -> Standing:
    """The plant in this folder. Raises Refused when plant.yaml can't be read or is out of shape: nothing can be put
    into it then."""
    documents = read_folder(folder)
    plant = documents[PLANT]
    if faults := [str(problem) for problem in _faults(plant)]:
        raise Refused("\n  ".join(("plant.yaml 现在就有问题，请先改好：", *faults[:MOST_SHOWN])))
    return Standing(documents, {**plant.data} if isinstance(plant.data, dict) else {})


def _faults(plant: Document) -> Iterator[object]:
    yield from plant.problems
    yield from (located(each, plant) for each in shape(PLANT, plant.data)[1]) if not plant.problems else ()


def known(plant: PlantData, documents: Mapping[str, Document]) -> Known:
    """What the plant has of each thing that may be named; of its other files, the certificates and the functions."""
    departments = {each["id"]: each["name"] for each in plant["departments"]}
    return {
        **FIXED,
        DEPARTMENT: departments,
        PLACE: {"plant": "全厂", **departments},
        POST: {each: post["name"] for each, post in plant["posts"].items()},
        PERSON: {each["id"]: each["name"] for each in plant["people"]},
        SHIFT: {"day": "常白班", **_crews(plant)},
        FUNCTION: functions(documents[RULES].data),
        CERTIFICATE: _named(child(documents[TEMPLATES].data, "qualifications")),
    }


def _crews(plant: PlantData) -> dict[str, str]:
    names = plant["shifts"].get("names", {})
    return {crew: f"{names[crew]}班" if crew in names else f"{crew} 班" for crew in plant["shifts"]["crews"]}


def _named(qualifications: object) -> dict[str, str]:
    """Codes and names of the certificates; one without a name is called by its code."""
    given = qualifications if isinstance(qualifications, dict) else {}
    names = {code: child(each, "name") for code, each in given.items()}
    return {code: name if isinstance(name, str) else code for code, name in names.items()}
