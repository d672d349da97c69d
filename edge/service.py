"""The daemon as a service: logging to stderr or the journal with secrets taken out, and secrets from outside."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path

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


def set_up_logging(environment: Mapping[str, str], secrets: frozenset[str], level: int = logging.INFO) -> None:
    """Logs to stderr; with journald priorities where systemd reads it."""
    handler = logging.StreamHandler()
    if "JOURNAL_STREAM" in environment:
        handler.setFormatter(JournalFormatter("%(name)s: %(message)s", secrets))
    else:
        handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("waitress").setLevel(logging.WARNING)


class Secrets:
    """Secrets by name: a systemd credential, else an environment variable. Remembers what it gave, for redaction."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._given: set[str] = set()

    def __call__(self, name: str) -> str | None:
        found = self._credential(name)
        if found is None:
            found = self._environment.get(name)
        if found:
            self._given.add(found)
        return found

    @property
    def given(self) -> frozenset[str]:
        return frozenset(self._given)

    def _credential(self, name: str) -> str | None:
        folder = self._environment.get("CREDENTIALS_DIRECTORY")
        if not folder:
            return None
        try:
            return (Path(folder) / name).read_text(encoding="utf-8").rstrip("\n")
        except (OSError, UnicodeDecodeError):
            return None
