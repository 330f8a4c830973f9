"""A plant as it is in its folder, and what a cell of its workbook may name there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.building import located
from config.checks.shape import shape
from config.loader import read_folder
from config.problem import Refused, child
from config.sheets.names import CERTIFICATE, DEPARTMENT, FIXED, PERSON, PLACE, POST, SHIFT, Known
from config.sheets.parts import PlantData
from config.source import Document, Json

PLANT, TEMPLATES = "plant", "permit_templates"
MOST_SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """data: of plant.yaml, in the right shape · templates: of permit_templates.yaml, in whatever shape."""

    documents: Mapping[str, Document]
    data: PlantData
    templates: Json


def standing(folder: Path) -> Standing:
    """The plant in this folder. Raises Refused when plant.yaml can't be read or is out of shape: nothing can be put
    into it then."""
    documents = read_folder(folder)
    plant = documents[PLANT]
    if faults := [str(problem) for problem in _faults(plant)]:
        raise Refused("\n  ".join(("plant.yaml 现在就有问题，请先改好：", *faults[:MOST_SHOWN])))
    return Standing(documents, {**plant.data} if isinstance(plant.data, dict) else {}, documents[TEMPLATES].data)


def _faults(plant: Document) -> Iterator[object]:
    yield from plant.problems
    yield from (located(each, plant) for each in shape(PLANT, plant.data)[1]) if not plant.problems else ()


def known(plant: PlantData, templates: Json) -> Known:
    """What the plant has of each thing that may be named; of the templates, only the certificates."""
    departments = {each["id"]: each["name"] for each in plant["departments"]}
    return {
        **FIXED,
        DEPARTMENT: departments,
        PLACE: {"plant": "全厂", **departments},
        POST: {each: post["name"] for each, post in plant["posts"].items()},
        PERSON: {each["id"]: each["name"] for each in plant["people"]},
        SHIFT: {"day": "常白班", **{crew: f"{crew} 班" for crew in plant["shifts"]["crews"]}},
        CERTIFICATE: _named(child(templates, "qualifications")),
    }


def _named(qualifications: object) -> dict[str, str]:
    """Codes and names of the certificates; one without a name is called by its code."""
    given = qualifications if isinstance(qualifications, dict) else {}
    names = {code: child(each, "name") for code, each in given.items()}
    return {code: name if isinstance(name, str) else code for code, name in names.items()}
