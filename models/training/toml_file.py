"""Settings in TOML as frozen values, refused where they make no sense."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from edge.errors import InputError


class Strict(BaseModel):
    """A table: no key that it does not know, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Settings = TypeVar("Settings", bound=Strict)


def checked(
    file: Path, kind: type[Settings], filled_in: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
) -> Settings:
    """The file as `kind`, after `filled_in` has completed it. Raises InputError with the key and what is wrong."""
    try:
        return kind.model_validate(filled_in(tomllib.loads(file.read_text(encoding="utf-8"))))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{file}: {error}") from error
