"""Every table, in one list: what the migrations must have made."""

from models.admin import Admin
from models.ask import Ask
from models.blob import Blob
from models.delivery import Delivery, Rendition
from models.export import ExportJob
from models.gas import GasTest
from models.hold import Hold
from models.inbox import Received
from models.leave import LeaveTaken
from models.ledger import Entry, Leaves, Seal
from models.meter import Heartbeat, Reach, Usage
from models.paper import Paper
from models.permit import Permit
from models.plant_time import PlantClock
from models.posted import PostedCode
from models.rulebook import RuleVersion
from models.subject import Counter, Subject

MODELS = [
    Admin,
    Ask,
    Blob,
    Counter,
    Delivery,
    Entry,
    ExportJob,
    GasTest,
    Heartbeat,
    Hold,
    LeaveTaken,
    Leaves,
    Paper,
    Permit,
    PlantClock,
    PostedCode,
    Reach,
    Received,
    Rendition,
    RuleVersion,
    Seal,
    Subject,
    Usage,
]
