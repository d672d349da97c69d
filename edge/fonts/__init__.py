"""The font of plates and container marks: the simulator letters trucks with it, the lane its evidence pictures."""

from __future__ import annotations

from pathlib import Path

PLATE_MARKS = Path(__file__).parent / "plate-marks.otf"
"""Its characters: see README.md beside it."""
