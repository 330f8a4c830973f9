"""Every table, in one list: what the migrations must have made."""

from models.acted import Acted
from models.admin import Admin
from models.ask import Ask
from models.blob import Blob
from models.delivery import Delivery, Rendition
from models.detector import Inhibit, LastGood
from models.export import ExportJob
from models.findable import Findable
from models.gas import GasTest
from models.hazard import Hazard
from models.hold import Hold
from models.inbox import Received
from models.leave import LeaveTaken
from models.ledger import Entry, Leaves, Seal
from models.meter import Heartbeat, Reach, Usage
from models.news import News
from models.paper import Paper
from models.permit import Permit
from models.plant_time import PlantClock
from models.posted import PostedCode
from models.rulebook import RuleVersion
from models.sent_picture import SentPicture
from models.subject import Counter, Subject
from models.upload import Upload, UploadPiece

MODELS = [
    Acted,
    Admin,
    Ask,
    Blob,
    Counter,
    Delivery,
    Entry,
    ExportJob,
    Findable,
    GasTest,
    Hazard,
    Heartbeat,
    Hold,
    Inhibit,
    LastGood,
    LeaveTaken,
    Leaves,
    News,
    Paper,
    Permit,
    PlantClock,
    PostedCode,
    Reach,
    Received,
    Rendition,
    RuleVersion,
    Seal,
    SentPicture,
    Subject,
    Upload,
    UploadPiece,
    Usage,
]
