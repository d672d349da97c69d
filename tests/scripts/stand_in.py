"""Wheels for the installer to install: a program in the place of lanegate that is as healthy as a test wants it."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

PROGRAM = """
import os, pathlib, sys

def main():
    if sys.argv[1] == "--version":
        print("lanegate {version}")
        return 0
    text = pathlib.Path(sys.argv[3]).read_text()
    if sys.argv[1] == "run":
        return {run_code}
    lines = text.splitlines()
    wanted = [line.removeprefix("wants ").split("=", 1) for line in lines if line.startswith("wants ")]
    missing = [name for name, value in wanted if os.environ.get(name) != value]
    faults = missing + [line for line in lines if line in {refuses!r}]
    print(*faults, file=sys.stderr)
    return 2 if faults else 0
"""


def write_wheel(folder: Path, name: str, version: str, modules: dict[str, str], command: str = "") -> Path:
    """A wheel (PyPA binary distribution format) of some modules; `command` is "name=module:function"."""
    info = f"{name}-{version}.dist-info"
    members = modules | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if command:
        members[f"{info}/entry_points.txt"] = f"[console_scripts]\n{command}\n"
    members[f"{info}/RECORD"] = "".join(f"{one},,\n" for one in [*members, f"{info}/RECORD"])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for member, text in members.items():
            wheel.writestr(member, text)
    return path


def write_wheels(folder: Path, version: str, run_code: int = 0, refuses: tuple[str, ...] = ()) -> str:
    """Wheels of one version and of what it needs, into `folder`; returns its lock file.

    The version's lanes end with `run_code`, 0 is ready; its `check` refuses configurations that hold one of `refuses`
    as a line, and those with a line "wants NAME=VALUE" when the environment has it otherwise.
    """
    folder.mkdir(exist_ok=True)
    program = PROGRAM.format(version=version, run_code=run_code, refuses=refuses)
    write_wheel(folder, "lanegate", version, {"lanegate_stand_in.py": program}, "lanegate=lanegate_stand_in:main")
    needed = write_wheel(folder, "needed", "1.0", {"needed.py": ""})
    return f"needed==1.0 --hash=sha256:{hashlib.sha256(needed.read_bytes()).hexdigest()}\n"
