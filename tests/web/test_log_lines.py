"""The log of a process as it starts in life: whatever text comes from outside, an event is one line."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KNOCK = """
import wsgi
wsgi.application.test_client().get("/p/a%0aFAKE LINE%1b%5b2J")
try:
    raise ValueError("of somebody\\nFAKE LINE")
except ValueError:
    wsgi.application.logger.exception("failed")
"""


def test_no_text_from_outside_looks_like_a_line_of_the_log(tmp_path: Path) -> None:
    own = {"ANHAO_VAR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", KNOCK], cwd=ROOT, env=os.environ | own, capture_output=True, timeout=60, check=True
    )
    log = ran.stderr.decode()
    assert not [sign for sign in log if ord(sign) < 32 and sign != "\n"]
    assert "\\nFAKE LINE\\x1b[2J" in log
    assert not [line for line in log.splitlines() if line.startswith("FAKE LINE")]
