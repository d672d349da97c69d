from __future__ import annotations

import tomllib

import pytest

from edge.errors import InputError
from models.training.manifest_text import with_values

TEXT = """# what the readers are
[plate-reader]
file = "plate.onnx"
review_below = 0.9       # of 1,300 marks
trained_on = ["[drawn]"]

[container-reader]
temperature = 1.0
review_below = 0.8
"""


def test_a_number_changes_and_its_comment_stays() -> None:
    changed = with_values(TEXT, "plate-reader", {"review_below": 0.987654})
    assert changed == TEXT.replace("review_below = 0.9 ", "review_below = 0.987654 ")


def test_a_number_that_is_missing_is_added_to_its_table() -> None:
    changed = tomllib.loads(with_values(TEXT, "plate-reader", {"temperature": 1.5}))
    assert changed["plate-reader"]["temperature"] == 1.5
    assert changed["container-reader"]["temperature"] == 1.0


def test_the_last_table_changes_alone() -> None:
    changed = tomllib.loads(with_values(TEXT, "container-reader", {"temperature": 2.0, "review_below": 1.0}))
    assert changed["container-reader"] == {"temperature": 2.0, "review_below": 1.0}
    assert changed["plate-reader"] == tomllib.loads(TEXT)["plate-reader"]


def test_a_table_that_is_missing_is_named() -> None:
    with pytest.raises(InputError, match=r"\[truck-reader\]"):
        with_values(TEXT, "truck-reader", {"review_below": 0.5})
