from __future__ import annotations

import subprocess
import sys

# what takes long to load, or a lane at its gate has no use for
ONLY_FOR_SOME = ("matplotlib", "onnxruntime", "cysystemd", "torch", "ultralytics")


def test_a_lane_waits_for_no_library_that_only_other_commands_need() -> None:
    program = f"import sys, edge.__main__; print([one for one in {ONLY_FOR_SOME!r} if one in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
