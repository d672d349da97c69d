"""The people who may decide at a lane: `users.toml`, a table for each.

    [users.an]
    password = "scrypt:32768:8:1$<salt>$<hash in hex>"      # werkzeug.security; never the password itself

Written by `lanegate user`, and read anew each time somebody is looked up, so a change counts at once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from werkzeug.security import check_password_hash, generate_password_hash

from edge.errors import ConfigError
from edge.ownership import give_as
from edge.service import is_open_to_all

log = logging.getLogger(__name__)

METHOD = "scrypt:32768:8:1"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
HASH = re.compile(re.escape(METHOD) + r"\$[A-Za-z0-9]{8,64}\$[0-9a-f]{128}")
LEAST_LETTERS, MOST_LETTERS = 10, 200
NOBODY = f"{METHOD}$0123456789abcdef$" + "0" * 128
"""What a password is held against where there is no such user: no name is told by how long the answer takes."""


def users_path(config: Path, users_file: str) -> Path:
    """`[web] users_file`, relative to the configuration's folder; `users.toml` there where it is not given."""
    return config.parent / (users_file or "users.toml")


def read_users(path: Path) -> dict[str, str]:
    """Name -> hash; nobody where there is no file. Raises `ConfigError` for one that is faulty or open to all."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{path}: -: can't be read ({error}); allowed: what `lanegate user` writes",)) from error
    if is_open_to_all(path):
        raise ConfigError((f"{path}: -: every user may read or change the log-ins; allowed: chmod o= {path}",))
    return parse_users(text, path)


def parse_users(text: str, path: Path) -> dict[str, str]:
    """Name -> hash; raises `ConfigError`, naming `path`."""
    try:
        tables = tomllib.loads(text).get("users", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError((f"{path}: -: not TOML: {error}; allowed: what `lanegate user` writes",)) from error
    if not isinstance(tables, dict):
        raise ConfigError((f"{path}: users: not a table; allowed: [users.NAME] tables",))
    faults = tuple(f"{path}: users.{name}: {wrong}" for name, one in tables.items() if (wrong := _fault(name, one)))
    if faults:
        raise ConfigError(faults)
    return {name: str(one["password"]) for name, one in tables.items()}


def _fault(name: str, table: Any) -> str | None:  # noqa: ANN401  # whatever TOML holds
    if not NAME.fullmatch(name):
        return "no user name; allowed: up to 32 letters, digits, dots, dashes, underscores"
    password = table.get("password") if isinstance(table, dict) else None
    if not isinstance(password, str) or not HASH.fullmatch(password):
        return "no password hash of scrypt; allowed: what `lanegate user add` writes"
    return None


def save_user(path: Path, name: str, password: str) -> None:
    """Adds a user, or gives one another password; raises `ConfigError`, `OSError`."""
    read_users(path)
    document = _document(path)
    users = document.setdefault("users", tomlkit.table(is_super_table=True))
    users[name] = {"password": generate_password_hash(password, METHOD)}
    _write(path, tomlkit.dumps(document))


def remove_user(path: Path, name: str) -> None:
    """Raises `ConfigError` where there is no such user, `OSError`."""
    if name not in read_users(path):
        raise ConfigError((f"{path}: users.{name}: no such user; allowed: one of `lanegate user list`",))
    document = _document(path)
    del document["users"][name]
    _write(path, tomlkit.dumps(document))


def _document(path: Path) -> Any:  # noqa: ANN401  # tomlkit's containers are typed by what they happen to hold
    return tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()


def _write(path: Path, text: str) -> None:
    """Whole or not at all; for the owner and the group alone, who are those of the file before it, or of its folder."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o640)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    give_as(path if path.exists() else path.parent, partial)
    partial.replace(path)


class Users:
    """Who may log in, as the file says at the moment; a faulty file lets nobody in, and the log says why."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told = ""

    def are_there(self) -> bool:
        return bool(self._read())

    def fingerprint(self, name: str) -> str | None:
        """Of a user's password: another one once it is changed; None where there is no such user."""
        kept = self._read().get(name)
        return None if kept is None else hashlib.sha256(kept.encode()).hexdigest()[:16]

    def is_password(self, name: str, password: str) -> bool:
        kept = self._read().get(name)
        fits = check_password_hash(kept or NOBODY, password)
        return kept is not None and fits

    def _read(self) -> dict[str, str]:
        try:
            found = read_users(self._path)
        except ConfigError as error:
            if str(error) != self._told:
                self._told = str(error)
                log.warning("nobody can log in: %s", error)
            return {}
        self._told = ""
        return found
