"""A models folder with the piano-roll reader and the detector of what is red, and collections written for them.

All texts are invented.
"""

from __future__ import annotations

from pathlib import Path

from edge.recognition.manifest import ModelFile
from tests.recognition.roll import card_of, roll_model, written
from tests.training.labelled_sets import Row, plate_mark, write_set
from tests.training.red_detector import red_card, red_model


def roll_folder(folder: Path) -> Path:
    """`manifest.toml`, `roll.onnx`, which is both readers, and `red.onnx`."""
    folder.mkdir(parents=True, exist_ok=True)
    reader, detector = roll_model(), red_model()
    (folder / "roll.onnx").write_bytes(reader)
    (folder / "red.onnx").write_bytes(detector)
    card = card_of(reader)
    cards = {"plate-reader": card, "container-reader": card, "mark-detector": red_card(detector)}
    tables = (f"[{name}]\n{_table(each)}" for name, each in cards.items())
    (folder / "manifest.toml").write_text("# the tests' models\n" + "\n".join(tables), encoding="utf-8")
    return folder


def _table(card: ModelFile) -> str:
    values = card.model_dump(exclude_defaults=True)
    return "".join(f"{name} = {list(each) if isinstance(each, tuple) else each!r}\n" for name, each in values.items())


def written_collections(folder: Path) -> Path:
    """Two Vietnamese plates, of which the second is labelled as another one; a Chinese one; a container number."""
    plates = [("24C12345", "24C12345"), ("29C54321", "29C54327")]
    write_set(
        folder / "vn",
        [
            Row(
                f"{text}.png",
                [plate_mark(label, colour="yellow")],
                written(text, ["yellow", "one_row"]),
                "eval",
                "crop",
            )
            for text, label in plates
        ],
    )
    write_set(
        folder / "cn",
        [Row("cn.png", [plate_mark("云G12345", colour="blue")], written("云G12345", ["blue"]), "eval", "crop")],
    )
    mark = {"box": None, "text": "CSQU3054383", "size_type": "22G1", "layout": "horizontal"}
    picture = written("CSQU3054383/22G1")
    write_set(folder / "container", [Row("c.png", [mark], picture, "eval", "crop", "rear")], container=True)
    return folder
