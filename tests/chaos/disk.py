"""A small disk of a lane's own, a tmpfs where mounting is permitted, that something else fills."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

SIZE = "48m"
_BLOCK = 65536


class Disk:
    """Mounted at `path`; `small` is false where that isn't permitted: then it is a folder, and never full."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "lanegate-chaos", str(path)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        self.small = done.returncode == 0
        self.why_not = done.stderr.strip()
        self._foreign = path / "foreign-file"

    def fill(self) -> None:
        """To the last byte, and what is freed meanwhile as well when called again."""
        with self._foreign.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(_BLOCK))

    def free(self) -> None:
        self._foreign.unlink(missing_ok=True)

    def used_bytes(self) -> int:
        """By the lane and the foreign file."""
        found = os.statvfs(self.path)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def close(self) -> None:
        if self.small:
            subprocess.run(["umount", "--lazy", str(self.path)], check=True)
