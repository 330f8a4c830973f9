"""A permit's own clock (`handlers.timetable`), and the names of its moments that several rooms know."""

from __future__ import annotations

from handlers.timetable import Timetable, take

KIND = "permit.timetable"
# The moment at which people come or go (`relief`).
RELIEF = "relief"
# The moment from which the work may begin.
BEGIN = "begin"
# The moment to look (again) for somebody who can accept the work.
ACCEPT = "accept_again"

TIMETABLE = Timetable(KIND)
at, moment_of, drop = TIMETABLE.at, TIMETABLE.moment_of, TIMETABLE.drop
__all__ = ["ACCEPT", "BEGIN", "KIND", "RELIEF", "TIMETABLE", "at", "drop", "moment_of", "take"]
