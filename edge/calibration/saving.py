"""A calibration's settings put into a lane's TOML: comments kept, a backup beside it, nothing that `check` refuses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from edge.config import SecretSource, parse_config, read_toml
from edge.errors import ConfigError, StorageError

# tomlkit types what a table holds loosely, so it is Any here
Table = Any


@dataclass(frozen=True, slots=True)
class Change:
    """One key. `table`: ("weighbridge",), ("barrier",), ("camera", NAME), ("barrier", "input", NAME) and the like.

    A [[table]] of a NAME that is not there is added; `value` None takes the key away.
    """

    table: tuple[str, ...]
    key: str
    value: Any


def save_settings(file: Path, changes: Sequence[Change], secrets: SecretSource, at: datetime) -> Path:
    """Returns the backup, `<file>.<time>.bak`. `at`: now, for its name.

    Raises `ConfigError`, with the file as it was, where the result would be refused, and `StorageError`.
    """
    read_toml(file)  # names its faults as every other command does
    old = file.read_text(encoding="utf-8")
    new = changed(old, changes, str(file))
    parse_config(tomlkit.parse(new).unwrap(), secrets, str(file))
    return _replace(file, new, at)


def changed(text: str, changes: Iterable[Change], origin: str) -> str:
    """The TOML document with the changes in it; what they don't name is the same, byte for byte."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError((f"{origin}: -: not TOML: {error}; allowed: TOML 1.0",)) from error
    for change in changes:
        table = _table(document, change.table)
        if change.value is not None:
            table[change.key] = change.value
        elif change.key in table:
            del table[change.key]
    return tomlkit.dumps(document)


def _table(document: Table, path: tuple[str, ...]) -> Table:
    at: Table = document
    left = list(path)
    while left:
        name = left.pop(0)
        one = at.get(name)
        if isinstance(one, AoT) or (one is None and left):
            at = _named(at, name, left.pop(0))
        else:
            at = at.setdefault(name, tomlkit.table())
    return at


def _named(above: Table, table: str, name: str) -> Table:
    tables = above.setdefault(table, tomlkit.aot())
    for one in tables:
        if one.get("name") == name:
            return one
    added = tomlkit.table()
    added["name"] = name
    tables.append(added)
    return tables[-1]


def _replace(file: Path, text: str, at: datetime) -> Path:
    backup = file.with_name(f"{file.name}.{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.bak")
    part = file.with_name(f"{file.name}.part")
    try:
        _copy_like(file, file.read_text(encoding="utf-8"), backup)
        _copy_like(file, text, part)
        part.replace(file)
    except OSError as error:
        raise StorageError(f"{file} can't be written: {error.strerror}; nothing was changed") from error
    return backup


def _copy_like(model: Path, text: str, path: Path) -> None:
    """A file with the rights of `model`, on the disk before it gets its name."""
    like = model.stat()
    private = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(private, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), like.st_mode & 0o777)
        if os.geteuid() == 0:
            shutil.chown(path, like.st_uid, like.st_gid)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
