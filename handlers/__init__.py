"""What an action means: load, let the rules decide, keep. Never calls a platform, never renders a card."""

import models  # noqa: F401 - first, because it decides whether the driver of PostgreSQL is loaded
