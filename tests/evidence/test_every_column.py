"""Each column of what stands beside the trails of hazards, training, rounds, drills and sensors is compared with the
entries, or it is said here why bending it shows nothing false. A new one has to say which."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import get_annotations

import pytest

from models.directory import DirectoryLook, DirectoryMember
from models.drill import DrillRun
from models.drill_sheet import Part, Step
from models.drill_sheet import Sheet as DrillSheet
from models.hazard import Hazard
from models.hazard_fact import HazardFact
from models.hazard_major import Approval, Graded, Left, Major, Milestone, Plan, Reported, Stopped
from models.hazard_photo import Clip, Photo
from models.hazard_report import Checked, Fixed, Marked, Mended, Put, Rectification, Report, Seen
from models.patrol import OutOfService, Patrol
from models.patrol_sheet import Found, Line, Point, Read
from models.patrol_sheet import Sheet as PatrolSheet
from models.peak_measure import PeakMeasure
from models.points import PointEntry
from models.sensor import Sender, SensorAlarm, SensorConflict, SensorReading, SensorRow, SensorTrial, UnknownSensor
from models.stored import Stored
from models.table import Table
from models.tables import MODELS
from models.training import Attempt, Learning, TrainingFile
from models.training_device import TrainingDevice
from models.training_paper import Given, Paper, Shown

KEY = "the store's own number, or the matter's, by which it is found"
ROWS = "of rows alone: docs/evidence.md says so, and pages call it what the house has, not what was sealed"
# Where each is compared: `workers/evidence/rows.py`, `workers/evidence/*/chain.py`, `hazards/visits.py`,
# `hazards/alarms.py`, `models/points_told.py`.
COMPARED: dict[type, str] = {
    Hazard: "number draft claim state category grade area finder follower owner supervisor round late found_at "
    "received_at due_at until closed_at report work rules",
    HazardFact: "kind looks at asked rate ok",
    Report: "words photos way position area_by spot machine proposed proposed_why danger alarm awaited given_up mark "
    "clock fixed origin hinted sensor",
    Rectification: "assigned_at since accepted_at disputed mended checked extended sampled into repeats reason marked "
    "major returned well corrected",
    Mended: "by at note photos presence cause permit no_permit seen clips",
    Checked: "level by at ok note photos presence round rate",
    Put: "by at until reason interim photos decided decided_by said",
    Fixed: "note photos awaited presence",
    Marked: "photo left top width height by at",
    Seen: "verdict reasons version words picture marked like",
    Photo: "sha256 bytes type told read_in received",
    Clip: "sha256 bytes type seconds",
    Major: "stopped left untold plan graded wanted authority assembly",
    Stopped: "by at stopped words to area",
    Left: "at to",
    Plan: "by at leader executor measures money milestones emergency drill approved returned",
    Milestone: "what until done_at done_by note",
    Approval: "by at",
    Reported: "by at to on receipt listed",
    Graded: "by at grade basis",
    Patrol: "number kind plan title state outcome starts_at ends_at closed_at total looked hazard idle missed sheet "
    "rules",
    PatrolSheet: "source post department begun_by points found reads tried",
    Point: "id name area area_name lines machine person",
    Line: "id text event",
    Found: "status by at scanned note hazard measure",
    Read: "area by at number words machine",
    TrainingFile: "number person opened_at closed_at rules alone",
    Learning: "lesson course state wanted tries round seconds next_at passed_on until suspended_by suspended_until "
    "withdrawn",
    Attempt: "kind outcome paper opened_at closed_at rules",
    Paper: "seed questions answers",
    Shown: "question order",
    Given: "options right at",
    DrillRun: "number drill kind title state outcome score opened_at begun_at closed_at sheet rules",
    DrillSheet: "seed given ordered_by parts steps at_node ending why retry",
    Part: "person post slow ready way",
    Step: "at_node part option points fatal at limit_s",
    SensorAlarm: "sensor what level ticket over_at",
    PointEntry: "person amount why number month reverses by note at",
}
FREE: dict[type, dict[str, str]] = {
    Hazard: {"id subject_id": KEY},
    HazardFact: {
        "id hazard_id": KEY,
        "person department category": "nothing reads them: the draw and the figures read trails and the hazard itself",
    },
    Patrol: {"id subject_id": KEY},
    OutOfService: {
        "id": KEY,
        "point reason by since until ended_at ended_by": "in the chain of the point and of the round that it was left "
        "out of; a round that is over is compared with its own chain",
    },
    TrainingFile: {"id subject_id": KEY, "archived_at": "a mark of the clock's sweep; no page has it"},
    Learning: {
        "id file_id": KEY,
        "months": ROWS,
        "at watched": "how far a page or film was seen in this try; what lets a lesson end is the seconds as well",
        "beat_at": "bounds `seconds`, which an entry counts when the lesson ends",
        "rung asked_at test_at": ROWS,
    },
    Attempt: {"id learning_id": KEY},
    Paper: {"days taught": "when and how a later question was drawn, for the figures of the course, not of a person"},
    TrainingDevice: {"id device person lesson at": ROWS},
    DrillRun: {"id subject_id": KEY},
    DrillSheet: {
        "left_out": "told once to whoever ordered it",
        "since": "the clock of the step that is asked now; each decision's entry has its own moment and limit",
    },
    PointEntry: {"id": KEY, "key": "keeps the house from entering a thing twice; what was entered stands in trails"},
    PeakMeasure: {
        "id key": KEY,
        "weekday start end department nature found_from found_to words begins by at ended_at ended_by ended_why": ROWS,
    },
    DirectoryMember: {
        "platform account name departments seen_at": "a copy that the next look at the directory makes anew"
    },
    DirectoryLook: {"platform next_at looked_at": "when to look again"},
    SensorRow: {"sensor sender heard_at value_at late seq gaps state": ROWS},
    SensorReading: {
        "id sensor at seq value unit quality sender note received_at": "no page shows them: they tell a reading that "
        "comes twice from a new one, and are swept"
    },
    SensorConflict: {"id sensor at seq kept other sender times received_at": ROWS},
    SensorAlarm: {
        "id": KEY,
        "place cards times why sampled_at received_at raised_at second_at": "each change is a line of its hazard's "
        "trail, which the page shows beside it",
    },
    SensorTrial: {"id sensor by since until level why sampled_at received_at": ROWS},
    UnknownSensor: {"sensor sender why last times since last_at": ROWS},
    Sender: {"name heard_at offline_at": ROWS},
}
ROOMS = ("hazard", "patrol", "training", "drill", "sensor", "points", "peak_measure", "directory")


def names(kind: type) -> list[str]:
    if issubclass(kind, Stored):
        return list(get_annotations(kind))
    assert issubclass(kind, Table)
    return [field.column_name for field in kind._meta.sorted_fields]


def free(kind: type) -> Iterator[str]:
    for columns in FREE.get(kind, {}):
        yield from columns.split()


@pytest.mark.parametrize(
    "kind", [*dict.fromkeys((*COMPARED, *FREE))], ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_each_column_is_compared_or_says_why_not(kind: type) -> None:
    assert sorted([*COMPARED.get(kind, "").split(), *free(kind)]) == sorted(names(kind))


def test_each_table_of_these_rooms_is_named() -> None:
    named = {*COMPARED, *FREE}
    rooms = [each for each in MODELS if each.__module__.removeprefix("models.").startswith(ROOMS)]
    assert [each.__name__ for each in rooms if each not in named] == []
