"""The command line as a whole."""

from __future__ import annotations

import os
import subprocess
import sys


def test_output_that_nobody_reads_any_more_ends_without_a_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "edge", "faults"], stdout=closed, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert (ended.returncode, ended.stderr) == (1, b"")
