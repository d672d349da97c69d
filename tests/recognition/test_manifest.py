from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import edge
from edge.errors import InputError
from edge.recognition.manifest import load_manifest, model_bytes, model_folder

CONTENT = b"weights"
SHA256 = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"


DETECTOR = {
    "file": '"detector.onnx"', "sha256": f'"{SHA256}"', "least": "416", "most": "640", "share": "0.5",
    "least_closely": "640", "most_closely": "960",
    "classes": '["plate", "vehicle"]', "least_confidence": "0.25", "licence": '"AGPL-3.0-or-later"',
    "trained_on": '["photographs"]',
}  # fmt: skip
NOTHING: Mapping[str, str] = {}


def written(folder: Path, detector: Mapping[str, str] = NOTHING, /, **changed: str) -> Path:
    keys = {
        "file": '"reader.onnx"', "sha256": f'"{SHA256}"', "width": "160", "height": "64", "symbols": '"ABC"',
        "colours": '["white"]', "licence": '"AGPL-3.0-or-later"', "trained_on": '["rendered"]', "temperature": "1.3",
        "review_below": "0.9",
    }  # fmt: skip
    reader = _table({**keys, **changed})
    (folder / "manifest.toml").write_text(
        f"[plate-reader]\n{reader}\n[container-reader]\n{reader}\n[mark-detector]\n{_table({**DETECTOR, **detector})}"
    )
    return folder


def _table(keys: Mapping[str, str]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in keys.items() if value)


def test_a_manifest_is_read(tmp_path: Path) -> None:
    card = load_manifest(written(tmp_path)).plate_reader
    assert (card.file, card.width, card.symbols, card.colours, card.layouts) == (
        "reader.onnx",
        160,
        "ABC",
        ("white",),
        (),
    )
    assert (card.temperature, card.review_below, card.weak_review_below) == (1.3, 0.9, None)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"width": "5"}, "plate-reader.width"),
        ({"review_below": "1.5"}, "plate-reader.review_below"),
        ({"temperature": "0"}, "plate-reader.temperature"),
        ({"sha256": '"12"'}, "plate-reader.sha256"),
        ({"symbols": ""}, "plate-reader.symbols: missing"),
        ({"colour": "3"}, "plate-reader.colour: unknown key"),
        ({"file": '"../reader.onnx"'}, "plate-reader.file"),
    ],
)
def test_a_wrong_manifest_is_refused_by_its_key(tmp_path: Path, changed: dict[str, str], fault: str) -> None:
    with pytest.raises(InputError, match=r"manifest\.toml is wrong: .*" + fault):
        load_manifest(written(tmp_path, **changed))


def test_the_card_of_the_detector_is_read(tmp_path: Path) -> None:
    card = load_manifest(written(tmp_path)).mark_detector
    assert (card.file, card.least, card.most, card.share) == ("detector.onnx", 416, 640, 0.5)
    assert (card.classes, card.least_confidence) == (("plate", "vehicle"), 0.25)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"least": "5"}, r"mark-detector\.least"),
        ({"most": "9000"}, r"mark-detector\.most"),
        ({"least": "641"}, r"mark-detector\.least: more than most; allowed: at most 640"),
        ({"least_closely": "961"}, r"mark-detector\.least_closely: more than most_closely; allowed: at most 960"),
        ({"share": "0"}, r"mark-detector\.share"),
        ({"share": "1.5"}, r"mark-detector\.share"),
        ({"least_confidence": "1.1"}, r"mark-detector\.least_confidence"),
        ({"classes": "[]"}, r"mark-detector\.classes"),
        ({"classes": '["lorry"]'}, r"mark-detector\.classes"),
        ({"classes": ""}, r"mark-detector\.classes: missing"),
        ({"width": "640"}, r"mark-detector\.width: unknown key"),
        ({"sha256": '"12"'}, r"mark-detector\.sha256"),
        ({"file": '"detector.pt"'}, r"mark-detector\.file"),
    ],
)
def test_a_wrong_card_of_the_detector_is_refused_by_its_key(
    tmp_path: Path, changed: dict[str, str], fault: str
) -> None:
    with pytest.raises(InputError, match=r"manifest\.toml is wrong: .*" + fault):
        load_manifest(written(tmp_path, changed))


def test_a_manifest_without_a_detector_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path) / "manifest.toml"
    path.write_text(path.read_text().partition("[mark-detector]")[0])
    with pytest.raises(InputError, match="mark-detector: missing"):
        load_manifest(tmp_path)


def test_a_missing_or_broken_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"manifest\.toml can't be read"):
        load_manifest(tmp_path)
    (tmp_path / "manifest.toml").write_bytes(b"[plate-reader\n\xff")
    with pytest.raises(InputError, match="is not TOML"):
        load_manifest(tmp_path)


def test_a_file_is_given_only_where_its_hash_is_right(tmp_path: Path) -> None:
    card = load_manifest(written(tmp_path)).container_reader
    with pytest.raises(InputError, match=r"reader\.onnx can't be read"):
        model_bytes(tmp_path, card)
    (tmp_path / "reader.onnx").write_bytes(CONTENT)
    assert model_bytes(tmp_path, card) == CONTENT
    (tmp_path / "reader.onnx").write_bytes(CONTENT[:-1])
    with pytest.raises(InputError, match=rf"SHA-256 begins [0-9a-f]{{12}}, wanted is {SHA256[:12]}; restore the file"):
        model_bytes(tmp_path, card)


def test_the_models_lie_in_the_installed_package_or_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "edge"
    (package / "models").mkdir(parents=True)
    (tmp_path / "site" / "models").mkdir()
    monkeypatch.setattr(edge, "__file__", str(package / "__init__.py"))
    with pytest.raises(InputError, match="the recognition models are missing: neither"):
        model_folder()
    written(tmp_path / "site" / "models")
    assert model_folder() == tmp_path / "site" / "models"
    written(package / "models")
    assert model_folder() == package / "models"
