"""The plant's files, the shape of each, and what they become together."""

from dataclasses import dataclass
from typing import Any

from config.shapes.demo import Demo
from config.shapes.sensors import Sensors
from rules.hazards.categories import HazardCategories
from rules.patrols.measures import Measures
from rules.plant import Plant
from rules.routing_rules import RoutingRules
from rules.templates import Templates
from rules.training.courses import Courses
from rules.training.drills import Drills
from rules.training.trades import Trades

FILES: dict[str, type[Any]] = {
    "plant": Plant,
    "routing_rules": RoutingRules,
    "permit_templates": Templates,
    "posts_matrix": Trades,
    "courses": Courses,
    "drills": Drills,
    "hazard_categories": HazardCategories,
    "sensors": Sensors,
    "measures": Measures,
    "demo": Demo,
}
# A plant may do without these; a missing file counts as empty.
OPTIONAL: dict[str, Any] = {
    "courses": Courses(version=0),
    "drills": Drills(version=0),
    "hazard_categories": HazardCategories(version=0),
    "sensors": Sensors(version=0),
    "measures": Measures(version=0),
    "demo": Demo(),
}


@dataclass(frozen=True)
class PlantConfig:
    """Everything that a plant sets as data, checked."""

    plant: Plant
    rules: RoutingRules
    templates: Templates
    trades: Trades
    courses: Courses
    drills: Drills
    hazards: HazardCategories
    sensors: Sensors
    measures: Measures
    demo: Demo
