"""What our own commands and the contract's schemas say of a run; the judge knows nothing of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.centre import SITE
from tests.chaos.lane import Lane
from tests.chaos.truth import Arrived
from tests.contract.kept import faults_of

SHOWN = 5


def proofs(lane: Lane, heard: Sequence[Arrived], folder: Path) -> list[str]:
    """What fails of a lane that has ended: `lanegate verify` on its disk and at the centre, every message's schema."""
    records = [one for one in heard if one.level == "passage"]
    if not records:
        return [f"{lane.truth.lane}: no record has come"]
    collected = folder / f"{lane.truth.lane}-records.jsonl"
    collected.write_bytes(b"".join(one.payload + b"\n" for one in records))
    return [
        *_verify(lane.disk.path, "--head", max(records, key=_seq).sha256),
        *_verify(collected),
        *_against_schemas(lane, heard),
    ]


def _seq(record: Arrived) -> int:
    return int(json.loads(record.payload)["seq"])


def _verify(path: Path, *words: str) -> Iterator[str]:
    command = [sys.executable, "-m", "edge", "verify", str(path), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        yield f"lanegate verify {path.name}: {done.stdout.strip()} {done.stderr.strip()}"


def _against_schemas(lane: Lane, heard: Sequence[Arrived]) -> list[str]:
    documents = [one for one in heard if not one.level.startswith("image/")]
    return [fault for one in documents for fault in faults_of(f"{SITE}/{lane.truth.lane}/{one.level}", one.payload)][
        :SHOWN
    ]
