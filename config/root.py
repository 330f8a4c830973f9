"""Where the house's own files lie; it loads nothing, so that small processes start quickly."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
