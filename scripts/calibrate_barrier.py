#!/usr/bin/env python3
"""`lanegate calibrate barrier`, with the environment of this folder or of the installation; see --help."""

import os
import sys
from pathlib import Path

PLACES = (Path(__file__).resolve().parents[1] / ".venv", Path("/opt/lanegate/venv"))

program = next((one for one in (place / "bin/lanegate" for place in PLACES) if one.exists()), None)
if program is None:
    sys.exit("lanegate is not installed: run scripts/demo or scripts/install first")
os.execv(program, [str(program), "calibrate", "barrier", *sys.argv[1:]])  # noqa: S606 - our own program
