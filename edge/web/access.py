"""Who may decide from the page, and what that needs: the users, the desk that takes their word, the sessions' key."""

from __future__ import annotations

import logging
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from edge.errors import StorageError
from edge.lane.state import Answer
from edge.ports import Clock
from edge.users import Users

log = logging.getLogger(__name__)

KEY_BYTES = 32
KEY_MODE = 0o600


class Desk(Protocol):
    """Takes an operator's decision to the lane. Called on the page's threads; waits a few seconds at most."""

    def decide(self, operator: str, passage_id: str, outcome: Literal["open", "refuse"], reason: str) -> Answer | None:
        """The lane's answer, None where it gave none in time."""


@dataclass(frozen=True, slots=True)
class Access:
    """`key` signs the sessions; `cookie` is theirs alone: the lanes of one PC share its address, and so its cookies."""

    users: Users
    desk: Desk
    key: bytes = field(repr=False)
    cookie: str
    clock: Clock


def session_key(state: Path) -> bytes:
    """The key in the lane's state, made where there is none, so that a restart logs nobody out. Raises `StorageError`.

    One that others could have read is made anew.
    """
    path = state / "session-key"
    try:
        known = path.read_bytes() if path.exists() else b""
        if len(known) == KEY_BYTES and path.stat().st_mode & 0o777 == KEY_MODE:
            return known
        if known:
            log.warning("%s was open to others or spoilt: made anew, so everybody must log in again", path)
        return _make(path)
    except OSError as error:
        raise StorageError(f"{path} can't be read or written: {error.strerror}") from error


def _make(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_MODE), "wb") as file:
        file.write(key)
    partial.replace(path)
    return key
