"""The state store: tables, the one way to write them, ledger, deliveries, quota, plant time, migrations.

Knows no platform. Handlers move state through it; nobody else does.
"""

import sys

from config.environment import read

if read().database.startswith("sqlite:"):
    # peewee loads the PostgreSQL driver whenever it is installed: 9 MB and a tenth of a second that SQLite does not
    # need. None means "not there" to the import system; its types do not know that.
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]  # see above
