from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from edge import __version__
from edge.contract.files import contract_files
from tests.contract.kept import CONFIG, schema

FILES = contract_files(__version__)
MESSAGES = ["state", "passage", "event", "health", "command", "command-result", "expected"]


@pytest.mark.parametrize("name", FILES)
def test_the_file_in_config_is_what_the_code_makes_byte_for_byte(name: str) -> None:
    assert (CONFIG / name).read_bytes() == FILES[name].encode(), "run: lanegate contract --write config"


def test_config_holds_no_schema_that_the_code_does_not_make() -> None:
    kept = {f"schemas/{one.name}" for one in Path(CONFIG, "schemas").iterdir()} - {"schemas/released.json"}
    assert kept == {name for name in FILES if name.startswith("schemas/")}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_is_one_of_draft_2020_12(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", MESSAGES)
def test_every_key_is_explained(name: str) -> None:
    def unexplained(part: object, where: str) -> list[str]:
        if isinstance(part, list):
            return [line for one in part for line in unexplained(one, where)]
        if not isinstance(part, dict):
            return []
        keys = part.get("properties", {})
        dumb = [f"{where}.{key}" for key, one in keys.items() if not {"description", "const"} & one.keys()]
        return dumb + [line for key, one in part.items() for line in unexplained(one, f"{where}/{key}")]

    assert unexplained(schema(name), name) == []


def test_a_schema_lets_keys_pass_that_it_does_not_name() -> None:
    assert all('"additionalProperties": false' not in json.dumps(schema(one)) for one in MESSAGES)
