"""What `scripts/chaos` runs."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tqdm import tqdm

from tests.chaos.world import run_chaos

DESCRIPTION = (
    "Two lanes and their broker in trouble of every kind; then what arrived is held against what truly happened."
)


def main() -> int:
    """0 where nothing was lost; else 1, and the run's folder stays."""
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=DESCRIPTION)
    parser.add_argument("--minutes", type=float, default=10, help="of trouble (10)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="which trouble (a new one each time)")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lanegate-chaos-"))
    seconds = arguments.minutes * 60
    sys.stdout.write(f"seed {arguments.seed}, logs in {folder}\n")
    with tqdm(total=round(seconds), unit="s", disable=not sys.stderr.isatty()) as bar:
        outcome = run_chaos(arguments.seed, seconds, folder, lambda done_s: bar.update(round(done_s) - bar.n))
    sys.stdout.write(f"{outcome.story() if outcome.breaches else outcome}\n")
    if outcome.breaches:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
