from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import time
from edge.recognition.engine import load_recogniser
load_recogniser(1)
time.sleep(1)
"""


def test_the_models_library_keeps_nothing_to_send_to_its_maker(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True, timeout=60)
    assert list(tmp_path.rglob("*")) == []
