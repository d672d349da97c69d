from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from edge.commands.fitting import open_store
from edge.config import parse_config
from edge.errors import StorageError
from tests.commands.test_verify import EXAMPLE
from tests.small_disk import small_disk


def _fill(folder: Path) -> None:
    with (folder / "other").open("ab", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)) == 4096:
            """Until nothing more goes in."""


def test_a_lane_starts_on_a_disk_that_was_full_when_it_ended(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8) as folder:
        text = EXAMPLE.replace("STATE", str(folder)) + "min_free_gb = 0.001\n"
        config = parse_config(tomllib.loads(text), lambda _: None, "lane-01.toml")
        store = open_store(config)
        for name in ("p1", "p2", "p3"):
            store.evidence.save(name, "front.jpg", bytes(1_500_000))
        store.outbox.close()
        _fill(folder)

        again = open_store(config)
        again.outbox.probe()
        assert again.evidence.passages() == ["p2", "p3"]
        again.outbox.close()

        for name in ("p2", "p3"):
            again.evidence.forget(name)
        _fill(folder)
        with pytest.raises(StorageError, match="can't be opened"):
            open_store(config)
