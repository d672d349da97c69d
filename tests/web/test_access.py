from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge.errors import StorageError
from edge.web.access import session_key


def test_the_key_is_made_once_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        key = session_key(tmp_path)
    finally:
        os.umask(before)
    assert len(key) == 32
    assert (tmp_path / "session-key").stat().st_mode & 0o777 == 0o600
    assert session_key(tmp_path) == key
    assert [one.name for one in tmp_path.iterdir()] == ["session-key"]


@pytest.mark.parametrize("spoilt", ["mode", "content"])
def test_a_key_that_others_could_read_or_that_is_cut_short_is_made_anew(tmp_path: Path, spoilt: str) -> None:
    old = session_key(tmp_path)
    path = tmp_path / "session-key"
    if spoilt == "mode":
        path.chmod(0o644)
    else:
        path.write_bytes(old[:5])
    new = session_key(tmp_path)
    assert new != old
    assert len(new) == 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_state_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="session-key can't be read or written"):
        session_key(tmp_path / "missing")
