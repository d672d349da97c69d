"""Where a lane's secrets are, and which of them lie open to every user of the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edge.config import Config, read_toml
from edge.service import is_open_to_all

CREDENTIALS = re.compile(r"://[^/@]*:[^/]*@")


def secrets_folder(config: Path) -> Path:
    """`secrets/` beside the configuration: a file for each `${NAME}` that is neither credential nor variable."""
    return config.parent / "secrets"


def exposed(path: Path, config: Config) -> Iterator[str]:
    """A line for each file that every user may read although it holds a secret: key path, what is wrong, what to do."""
    if is_open_to_all(path):
        for key in _written_out(read_toml(path)):
            yield f"{key}: holds a secret, and every user may read this file; chmod o= it, or take it from ${{NAME}}"
    key_file = config.mqtt.key_file
    if key_file and is_open_to_all(Path(key_file)):
        yield f"mqtt.key_file: every user may read {key_file}; chmod o= it"


def _written_out(document: dict[str, Any]) -> Iterator[str]:
    """Keys whose secret stands in the file itself."""
    password = document.get("mqtt", {}).get("password")
    if password and "${" not in password:
        yield "mqtt.password"
    for number, camera in enumerate(document.get("camera", ())):
        found = CREDENTIALS.search(camera["url"])
        if found and "${" not in found[0]:
            yield f"camera[{number}].url"
