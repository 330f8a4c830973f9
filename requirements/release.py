"""Tags the commit that is checked out with the version of pyproject.toml. Nothing is pushed.

Usage: python3 requirements/release.py
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(root: Path) -> None:
    """Raises SystemExit with what is missing; then there is no tag."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    tag = f"v{version}"
    if _git(root, "status", "--porcelain"):
        sys.exit("还有没提交的改动，没有打标签：请先提交")
    if _git(root, "tag", "--list", tag):
        sys.exit(f"{tag} 已经有了：请先改 pyproject.toml 里的 version")
    chapter = re.search(rf"^## {re.escape(version)}\b.*$", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    if chapter is None:
        sys.exit(f"CHANGELOG.md 里没有「## {version}」这一章，没有打标签：请把 Unreleased 改成它")
    _git(root, "tag", "--annotate", tag, "--message", f"安好 {version}")
    print(f"打好了 {tag}。推上去：git push origin {tag}")


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main(ROOT)
