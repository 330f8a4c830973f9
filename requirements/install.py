"""Makes `.venv` and installs the locked, hashed dependencies. Needs only Python ≥ 3.11: pip is a wheel in vendor/.

Usage: python3 requirements/install.py run|dev
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PIP = ROOT / "vendor" / "pip-26.3-py3-none-any.whl"
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
    options = ["--quiet", "--require-hashes", "--no-deps", "--disable-pip-version-check", "--no-input", "--no-compile"]
    command = [VENV / "bin" / "python", PIP / "pip", "install", *options, "-r", LOCKS[wanted]]
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit("依赖没有装上。请检查网络或 pip 的镜像设置，再运行一次。")
    _mark(wanted).write_text(_digest(wanted))
    print(f"· 装好了，用时 {time.monotonic() - began:.0f} 秒", flush=True)


def _check_pip() -> None:
    expected = (ROOT / "vendor" / "SHA256SUMS").read_text().split()[0]
    if hashlib.sha256(PIP.read_bytes()).hexdigest() != expected:
        sys.exit(f"{PIP.name} 的校验和不对。请重新克隆仓库。")


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
