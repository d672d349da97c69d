"""The models' manifest: what each file is, what goes in and comes out, and when its reads want a person's eye.

`models/manifest.toml` has one table a model. A file whose hash differs is refused: half a download or the weights of
another version would read wrongly without a sign.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

import edge
from edge.config import Fraction
from edge.config_faults import fault_lines
from edge.config_table import Table
from edge.errors import InputError

MANIFEST = "manifest.toml"
_SHOWN_DIGITS = 12

ModelName = Literal["plate-reader", "container-reader", "mark-detector"]


class ModelFile(Table):
    """What is known of any model."""

    file: str = Field(pattern=r"^[A-Za-z0-9._-]+\.onnx$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    licence: str
    trained_on: tuple[str, ...]


class DetectorCard(ModelFile):
    """The detector: its input's longer side is `share` of the picture's, within `least` and `most` pixels.

    Where it looks closely, the input is as large as the picture, within `least_closely` and `most_closely` pixels.
    """

    least: int = Field(ge=64, le=4096, description="pixels")
    most: int = Field(ge=64, le=4096, description="pixels")
    share: float = Field(gt=0, le=1)
    least_closely: int = Field(ge=64, le=4096, description="pixels")
    most_closely: int = Field(ge=64, le=4096, description="pixels")
    classes: tuple[Literal["plate", "container", "container_vertical", "vehicle"], ...] = Field(min_length=1)
    least_confidence: Fraction

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        bounds = (("least", self.least, "most", self.most),
                  ("least_closely", self.least_closely, "most_closely", self.most_closely))  # fmt: skip
        for key, least, name, most in bounds:
            if least > most:
                raise PydanticCustomError("lane", f"more than {name}; allowed: at most {most}", {"key": key})
        return self


class ModelCard(ModelFile):
    """One reader: `symbols[i]` is column i + 1 of its output, column 0 the CTC blank."""

    width: int = Field(ge=16, le=4096, description="pixels of a crop")
    height: int = Field(ge=16, le=4096, description="pixels of a crop")
    symbols: str = Field(min_length=1)
    colours: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    temperature: float = Field(default=1.0, gt=0, le=20, description="divides log-odds; above 1: less sure")
    review_below: Fraction = Field(description="confidence under which a read wants a person's eye")
    weak_review_below: Fraction | None = Field(
        default=None, description="the same for classes whose shape other lettering has too; left out: all are reviewed"
    )


class Manifest(Table):
    """All models."""

    plate_reader: ModelCard = Field(alias="plate-reader")
    container_reader: ModelCard = Field(alias="container-reader")
    mark_detector: DetectorCard = Field(alias="mark-detector")


def model_folder() -> Path:
    """Where the models are: inside an installed package, in a checkout beside it. Raises InputError."""
    package = Path(edge.__file__).parent
    folders = (package / "models", package.parent / "models")
    found = next((folder for folder in folders if (folder / MANIFEST).is_file()), None)
    if found is None:
        places = " nor ".join(str(folder / MANIFEST) for folder in folders)
        raise InputError(f"the recognition models are missing: neither {places} is there; install lanegate anew")
    return found


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; raises InputError with every fault found in it."""
    path = folder / MANIFEST
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the models' manifest {path} can't be read ({error.strerror})") from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise InputError(f"the models' manifest {path} is not TOML in UTF-8: {error}") from error
    return _manifest(document, path)


def _manifest(document: dict[str, Any], path: Path) -> Manifest:
    try:
        return Manifest.model_validate_json(json.dumps(document, default=str))
    except ValidationError as error:
        faults = "; ".join(fault_lines(error, Manifest, document))
        raise InputError(f"the models' manifest {path} is wrong: {faults}") from error


def model_bytes(folder: Path, card: ModelFile) -> bytes:
    """The model's file, its hash checked; raises InputError."""
    path = folder / card.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"the model {path} can't be read ({error.strerror}): install lanegate anew") from error
    found = hashlib.sha256(content).hexdigest()
    if found != card.sha256:
        raise InputError(
            f"the model {path} is not the one of {MANIFEST}: its SHA-256 begins {found[:_SHOWN_DIGITS]}, "
            f"wanted is {card.sha256[:_SHOWN_DIGITS]}; restore the file, or install lanegate anew"
        )
    return content
