"""Every table, in one list: what the migrations must have made."""

from models.acted import Acted
from models.admin import Admin
from models.api_key import ApiKey
from models.ask import Ask
from models.blob import Blob
from models.delivery import Delivery, Rendition
from models.detector import Inhibit, LastGood
from models.directory import DirectoryLook, DirectoryMember
from models.drill import DrillRun
from models.export import ExportJob
from models.fame import Fame
from models.findable import Findable
from models.gas import GasTest
from models.hazard import Hazard
from models.hazard_fact import HazardFact
from models.hold import Hold
from models.inbox import Received
from models.leave import LeaveTaken
from models.ledger import Entry, Leaves, Seal
from models.meter import Heartbeat, Reach, Usage
from models.news import News
from models.paper import Paper
from models.patrol import OutOfService, Patrol
from models.peak_measure import PeakMeasure
from models.permit import Permit
from models.photo_print import PhotoPrint
from models.plant_time import PlantClock
from models.points import PointEntry
from models.posted import PostedCode
from models.rulebook import RuleVersion
from models.sensor import Sender, SensorAlarm, SensorConflict, SensorReading, SensorRow, SensorTrial, UnknownSensor
from models.sent_picture import SentPicture
from models.staff import StaffEvent
from models.subject import Counter, Subject
from models.training import Attempt, Learning, TrainingFile
from models.training_device import TrainingDevice
from models.upload import Upload, UploadPiece
from models.veil import Veil

MODELS = [
    Acted,
    Admin,
    ApiKey,
    Ask,
    Attempt,
    Blob,
    Counter,
    Delivery,
    DirectoryLook,
    DirectoryMember,
    DrillRun,
    Entry,
    ExportJob,
    Fame,
    Findable,
    GasTest,
    Hazard,
    HazardFact,
    Heartbeat,
    Hold,
    Inhibit,
    LastGood,
    Learning,
    LeaveTaken,
    Leaves,
    News,
    OutOfService,
    Paper,
    Patrol,
    PeakMeasure,
    Permit,
    PhotoPrint,
    PlantClock,
    PointEntry,
    PostedCode,
    Reach,
    Received,
    Rendition,
    RuleVersion,
    Seal,
    Sender,
    SensorAlarm,
    SensorConflict,
    SensorReading,
    SensorRow,
    SensorTrial,
    SentPicture,
    StaffEvent,
    Subject,
    TrainingDevice,
    TrainingFile,
    UnknownSensor,
    Upload,
    UploadPiece,
    Usage,
    Veil,
]
