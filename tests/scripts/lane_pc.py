"""A lane PC for `scripts/install`: a mount namespace in which /etc, /opt, /usr/local and /var may be written over.

The script itself, the programs that it calls (useradd, install, python's venv, pip) and their files are real. Stand-ins
are the wheels (`stand_in`), systemctl, which starts a lane by running its program to its end, and journalctl and
udevadm, which say nothing. pip is this environment's: to unpack one for each installation takes seconds.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.scripts.stand_in import write_wheels

REPOSITORY = Path(__file__).resolve().parents[2]

MOUNT = """
set -e
mount -t tmpfs lanegate-test "$1"
for folder in etc opt usr/local var; do
    mkdir -p "$1/$folder/upper" "$1/$folder/work"
    mount -t overlay lanegate-test -o "lowerdir=/$folder,upperdir=$1/$folder/upper,workdir=$1/$folder/work" "/$folder"
done
mount -t tmpfs lanegate-test /run
rm -rf /etc/lanegate /opt/lanegate /var/lib/lanegate /etc/systemd/system/lanegate* /usr/local/bin/lanegate
echo mounted
exec sleep infinity
"""
PYTHON = """#!/bin/sh
case "$1 $2" in
"-m venv") {python} -m venv --without-pip "$3" && ln -s {pip} "$3"/lib/python*/site-packages/ ;;
*) exec {python} "$@" ;;
esac
"""
SYSTEMCTL = """#!/bin/sh
echo "$*" >>{log}
lane=${{2#lanegate@}}
case $1 in
list-units) cat {lanes} ;;
restart) /opt/lanegate/venv/bin/lanegate run --config "/etc/lanegate/${{lane%.service}}.toml" ;;
esac
"""


class LanePC:
    """Starts apart from this machine; `folder` holds the repository to install from, and what stands in for systemd."""

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "lanegate"
        self.wheels = folder / "wheels"
        self._programs = folder / "bin"
        self._log = folder / "systemctl.log"
        self._lanes = folder / "lanes"
        self._copy_repository()
        self._write_programs()
        (folder / "over").mkdir()
        self._apart = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", MOUNT, "sh", str(folder / "over")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._apart.stdout is not None
        if self._apart.stdout.readline() != "mounted\n":
            _, why = self._apart.communicate()
            pytest.skip(f"no file systems of its own can be mounted here: {why.strip()}")

    def close(self) -> None:
        self._apart.kill()
        self._apart.communicate()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs a command there, as root."""
        environment = os.environ | {
            "PATH": f"{self._programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        }
        inside = ["nsenter", "--mount", f"--target={self._apart.pid}", *map(str, command)]
        return subprocess.run(inside, env=environment, capture_output=True, text=True, check=False)

    def install(self, *options: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(self.repository / "scripts/install", *options)

    def install_version(self, version: str, run_code: int = 0, refuses: tuple[str, ...] = ()) -> str:
        """Installs a version from wheels; returns all that it said, the exit code in front."""
        lock = write_wheels(self.wheels, version, run_code, refuses)
        (self.repository / "requirements.lock").write_text(lock, encoding="utf-8")
        (self.repository / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n', encoding="utf-8")
        (self.repository / "systemd/lanegate.target").write_text(f"# of {version}\n", encoding="utf-8")
        ended = self.install("--wheels", self.wheels)
        return f"{ended.returncode} {ended.stdout}{ended.stderr}"

    def text(self, path: str) -> str:
        """What a file there holds; "" where there is none."""
        return self.run("cat", path).stdout

    def write(self, path: str, text: str) -> None:
        assert self.run("sh", "-c", f'printf %s "$1" >{shlex.quote(path)}', "sh", text).returncode == 0

    def has(self, path: str) -> bool:
        """Whether there is a file, a folder or a link, one that leads nowhere too."""
        return self.run("sh", "-c", '[ -e "$1" ] || [ -L "$1" ]', "sh", path).returncode == 0

    def begin_systemd(self, lanes: Sequence[str]) -> None:
        """From now on systemd runs there, with these lanes."""
        assert self.run("mkdir", "-p", "/run/systemd/system").returncode == 0
        units = "".join(f"lanegate@{lane}.service loaded active running a lane\n" for lane in lanes)
        self._lanes.write_text(units, encoding="utf-8")

    @property
    def told_systemd(self) -> list[str]:
        """The commands that systemctl got."""
        return self._log.read_text(encoding="utf-8").splitlines()

    def _copy_repository(self) -> None:
        for folder in ("scripts", "systemd"):
            shutil.copytree(REPOSITORY / folder, self.repository / folder)
        (self.repository / "config").mkdir()
        for file in ("config/lane-01.example.toml", "README.md"):
            shutil.copy(REPOSITORY / file, self.repository / file)

    def _write_programs(self) -> None:
        found = importlib.util.find_spec("pip")
        assert found is not None
        assert found.origin is not None
        self._programs.mkdir()
        quiet = "#!/bin/sh\n"
        programs = {
            "python3.11": PYTHON.format(
                python=shlex.quote(sys.executable), pip=shlex.quote(str(Path(found.origin).parent))
            ),
            "systemctl": SYSTEMCTL.format(log=shlex.quote(str(self._log)), lanes=shlex.quote(str(self._lanes))),
            "journalctl": quiet,
            "udevadm": quiet,
        }
        for name, text in programs.items():
            (self._programs / name).write_text(text, encoding="utf-8")
            (self._programs / name).chmod(0o755)
