"""Makes `.venv` and installs the locked, hashed dependencies. Needs only Python ≥ 3.11: pip is a wheel in vendor/.

Usage: python3 requirements/install.py run|dev
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PIP = ROOT / "vendor" / "pip-26.3-py3-none-any.whl"
# Nothing is resolved here (`--no-deps`), so two can install beside each other, which takes half the time.
OPTIONS = "--quiet --require-hashes --no-deps --disable-pip-version-check --no-input --no-compile"
INSTALL = [PIP / "pip", "install", *OPTIONS.split(), "-r"]
PARTS = 2
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("run", "dev")}


def main(wanted: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - said before the interpreter is chosen
        now = sys.version.split()[0]
        sys.exit(f"需要 Python 3.11 或更新，现在是 {now}。Debian：apt install python3；macOS：brew install python")
    # The larger set includes the smaller one.
    if any(_done(name) for name in {wanted, "dev"}):
        return
    _check_pip()
    if not (VENV / "bin" / "python").exists():
        print("· 建虚拟环境 .venv …", flush=True)
        venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)
    print(f"· 安装锁定的依赖（{LOCKS[wanted].name}，第一次约一分钟）…", flush=True)
    began = time.monotonic()
    pips = [subprocess.Popen([VENV / "bin" / "python", *INSTALL, part], cwd=ROOT) for part in _parts(wanted)]
    ends = [pip.wait() for pip in pips]
    if any(ends):
        sys.exit("依赖没有装上。请检查网络或 pip 的镜像设置，再运行一次。")
    _mark(wanted).write_text(_digest(wanted))
    print(f"· 装好了，用时 {time.monotonic() - began:.0f} 秒", flush=True)


def _check_pip() -> None:
    expected = (ROOT / "vendor" / "SHA256SUMS").read_text().split()[0]
    if hashlib.sha256(PIP.read_bytes()).hexdigest() != expected:
        sys.exit(f"{PIP.name} 的校验和不对。请重新克隆仓库。")


def _parts(wanted: str) -> list[Path]:
    """The lock file's packages, dealt out to files of their own."""
    packages = re.split(r"\n(?=\S)", LOCKS[wanted].read_text().strip())
    files = [VENV / f"part-{number}.txt" for number in range(PARTS)]
    for number, file in enumerate(files):
        file.write_text("\n".join(packages[number::PARTS]) + "\n")
    return files


def _done(name: str) -> bool:
    return _mark(name).exists() and _mark(name).read_text() == _digest(name)


def _mark(name: str) -> Path:
    return VENV / f"installed-{name}"


def _digest(name: str) -> str:
    """A hash over lock file and interpreter: if either changes, everything is installed again."""
    python = ".".join(map(str, sys.version_info[:2]))
    return f"{hashlib.sha256(LOCKS[name].read_bytes()).hexdigest()} {python}"


if __name__ == "__main__":
    main(sys.argv[1])
