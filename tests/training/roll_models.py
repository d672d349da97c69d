"""A models folder with the piano-roll reader, and collections that are written for it; all texts are invented."""

from __future__ import annotations

from pathlib import Path

from edge.recognition.manifest import ModelCard
from tests.recognition.roll import card_of, roll_model, written
from tests.training.labelled_sets import Row, plate_mark, write_set


def roll_folder(folder: Path) -> Path:
    """`manifest.toml` and `roll.onnx`, which is both readers."""
    folder.mkdir(parents=True, exist_ok=True)
    content = roll_model()
    (folder / "roll.onnx").write_bytes(content)
    card = card_of(content)
    tables = (f"[{name}]\n{_table(card)}" for name in ("plate-reader", "container-reader"))
    (folder / "manifest.toml").write_text("# the tests' readers\n" + "\n".join(tables), encoding="utf-8")
    return folder


def _table(card: ModelCard) -> str:
    words = {name: list(getattr(card, name)) for name in ("colours", "layouts", "countries", "trained_on")}
    texts = {name: repr(getattr(card, name)) for name in ("file", "sha256", "symbols", "licence")}
    numbers = {name: getattr(card, name) for name in ("width", "height", "review_below")}
    return "".join(f"{name} = {value}\n" for name, value in {**texts, **numbers, **words}.items())


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
