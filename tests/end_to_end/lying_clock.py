"""`lanegate` on a machine whose wall clock is what a file says: seconds ahead, and whether a time service keeps it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from edge.__main__ import main
from edge.devices import clock

SAID, ARGUMENTS = Path(sys.argv[1]), sys.argv[2:]
right = time.time


def said() -> tuple[float, bool]:
    ahead_s, kept = SAID.read_text().split()
    return float(ahead_s), kept == "kept"


time.time = lambda: right() + said()[0]
clock._is_synchronised = lambda: said()[1]  # the kernel's own word can't be changed for one process
sys.exit(main(ARGUMENTS))
