"""The daemon as a service: logging to stderr or the journal with secrets taken out, and secrets from outside."""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TextIO

from edge.errors import ConfigError

log = logging.getLogger(__name__)

JOURNAL_SOCKET = Path("/run/systemd/journal/socket")
CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/\s]+@")
PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class RedactingFormatter(logging.Formatter):
    """Takes out credentials in URLs and every secret value that was handed out; one line a record."""

    def __init__(self, layout: str, secrets: frozenset[str]) -> None:
        super().__init__(layout)
        self._secrets = sorted((one for one in secrets if one), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        text = CREDENTIALS_IN_URL.sub("***@", super().format(record))
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class JournalFormatter(RedactingFormatter):
    """Adds the priority prefix that journald understands, to each line."""

    def format(self, record: logging.LogRecord) -> str:
        prefix = f"<{PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(prefix + line for line in super().format(record).splitlines())


class JournalHandler(logging.StreamHandler[TextIO]):
    """Sends records to journald with fields; what it does not take goes to stderr, with priority prefixes.

    Fields (systemd.journal-fields(7)): MESSAGE, PRIORITY, SYSLOG_IDENTIFIER as the unit says it, LOGGER, and PASSAGE_ID
    of a record with `extra={"passage_id": …}`. journald adds the unit's own, such as LANE.
    """

    def __init__(self, secrets: frozenset[str], identifier: str) -> None:
        # only where there is a journal: other commands, and other systems, do without libsystemd
        from cysystemd.journal import send  # noqa: PLC0415

        super().__init__()
        self.setFormatter(JournalFormatter("%(name)s: %(message)s", secrets))
        self._message = RedactingFormatter("%(message)s", secrets)
        self._identifier = identifier
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        # libsystemd says that all is well where there is no socket (sd_journal_sendv in journal-send.c)
        if not os.access(JOURNAL_SOCKET, os.W_OK) or self._send(**self._fields(record)) != 0:
            super().emit(record)

    def _fields(self, record: logging.LogRecord) -> dict[str, str | int]:
        texts = {
            "message": self._message.format(record),
            "syslog_identifier": self._identifier,
            "logger": record.name,
            "passage_id": getattr(record, "passage_id", None),
        }
        known = {name: _encodable(text) for name, text in texts.items() if text is not None}
        return {**known, "priority": PRIORITIES.get(record.levelno, 6)}


def _encodable(text: str) -> str:
    """Names of files may hold what is not UTF-8; cysystemd raises at that."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def set_up_logging(
    environment: Mapping[str, str], secrets: frozenset[str], level: int = logging.INFO, identifier: str = "lanegate"
) -> None:
    """Logs to stderr, or to the journal where stderr leads there; `identifier` is its SYSLOG_IDENTIFIER."""
    handler: logging.Handler
    if leads_to_journal(environment):
        handler = JournalHandler(secrets, identifier)
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("waitress").setLevel(logging.WARNING)
    # what nobody caught goes the same way: Python itself would print a traceback with the secrets in it
    sys.excepthook = _log_crash
    threading.excepthook = _log_thread_crash


def leads_to_journal(environment: Mapping[str, str]) -> bool:
    """Whether JOURNAL_STREAM (systemd.exec(5)), "device:inode", names the very stderr of this process."""
    device, _, inode = environment.get("JOURNAL_STREAM", "").partition(":")
    try:
        stderr = os.fstat(2)
    except OSError:
        return False
    return (device, inode) == (str(stderr.st_dev), str(stderr.st_ino))


def complain(text: str, environment: Mapping[str, str] = os.environ) -> None:
    """Says on stderr why a command ends; where that leads to the journal, it is an error there."""
    prefix = f"<{PRIORITIES[logging.ERROR]}>" if leads_to_journal(environment) else ""
    sys.stderr.write("".join(f"{prefix}{line}\n" for line in text.splitlines()))


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("crashed", exc_info=(kind, error, trace))


def _log_thread_crash(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None:
        where = crash.thread.name if crash.thread else "unknown"
        log.critical("thread %s crashed", where, exc_info=(crash.exc_type, crash.exc_value, crash.exc_traceback))


class Secrets:
    """Secrets by name: a systemd credential, else an environment variable, else a file of that name in `folder`.

    Remembers what it gave, for redaction. Raises `ConfigError` for a file that every user may read.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ, folder: Path | None = None) -> None:
        self._environment = environment
        self._folder = folder
        self._given: set[str] = set()

    def __call__(self, name: str) -> str | None:
        found = self._credential(name)
        if found is None:
            found = self._environment.get(name)
        if found is None:
            found = self._file(name)
        if found:
            self._given.add(found)
        return found

    @property
    def given(self) -> frozenset[str]:
        return frozenset(self._given)

    def _credential(self, name: str) -> str | None:
        folder = self._environment.get("CREDENTIALS_DIRECTORY")
        return _text_of(Path(folder) / name) if folder else None

    def _file(self, name: str) -> str | None:
        if self._folder is None:
            return None
        path = self._folder / name
        if is_open_to_all(path):
            raise ConfigError((f"{path}: -: every user may read or change this secret; allowed: chmod o= {path}",))
        return _text_of(path)


def is_open_to_all(path: Path) -> bool:
    """Whether users other than the owner and the group may read or write a file; False where there is none."""
    try:
        return bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
    except (OSError, ValueError):
        return False


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError):
        return None
