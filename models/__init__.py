"""The state store: tables, the one way to write them, ledger, deliveries, quota, plant time, migrations.

Knows no platform. Handlers move state through it; nobody else does.
"""

import sys

from config.settings import Settings

if Settings().database.startswith("sqlite:"):
    # peewee loads the PostgreSQL driver wherever it is installed: 9 MB and a tenth of a second, of no use to SQLite.
    # None stands for "not there": the import system knows it, its types do not.
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]
