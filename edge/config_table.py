"""What every table of the configuration has in common: frozen, strict, no unknown keys; faults that name their key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]


class Table(BaseModel):
    """A TOML table: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def fault(key: str, wrong: str, allowed: str) -> PydanticCustomError:
    return PydanticCustomError("lane", "{wrong}; allowed: {allowed}", {"key": key, "wrong": wrong, "allowed": allowed})


def require_unique(names: Iterable[str], table: str, key: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise fault(f"{table}.{key}", f'"{name}" is given twice', "a name of its own for each")
        seen.add(name)
