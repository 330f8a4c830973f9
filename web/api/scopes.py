"""What a key may be allowed to do, and how people read that. HR and office systems add theirs here."""

from collections.abc import Mapping

SENSORS, STAFF = "sensor-readings", "hr-events"
SCOPES: Mapping[str, str] = {SENSORS: "送传感器的读数", STAFF: "送人员变动"}
