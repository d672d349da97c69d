"""Every fault that the sources report with a code written out: (kind of device, code), found in their syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

EDGE = Path(__file__).parents[2] / "edge"
NO_FAULT = frozenset({"ok", "starting", "unproven"})
ARGUMENT = {"Fault": 0, "EndedError": 0, "Reason": 0, "DeviceError": 0, "_tell": 0, "_failed": 0}
"""Call -> place of the code; the device is that of the file."""

NAMED = {"DeviceStatus": (0, 1), "Finding": (0, 3)}
"""Call -> places of device and code."""

SERIAL = ("indicator", "relay")
FILES: Mapping[str, tuple[str, ...]] = {
    "devices/camera*.py": ("camera",),
    "devices/scale.py": ("indicator",),
    "devices/modbus_scale.py": ("indicator",),
    "devices/detected.py": ("indicator",),
    "devices/finding.py": ("indicator",),
    "devices/line.py": SERIAL,
    "devices/port_probe.py": SERIAL,
    "devices/barrier.py": ("relay",),
    "devices/relay_settings.py": ("relay",),
    "devices/broker*.py": ("broker",),
    "devices/connection.py": ("broker",),
    "devices/reasons.py": ("broker",),
    "devices/own_certificate.py": ("broker",),
    "devices/timekeeping.py": ("clock",),
    "lane/boom.py": ("barrier",),
    "lane/observing.py": ("input",),
    "commands/probes_camera.py": ("camera",),
    "commands/picture_quality.py": ("camera",),
    "commands/probes_indicator.py": ("indicator",),
    "commands/weigh.py": ("indicator",),
    "commands/probes_relay.py": ("relay",),
    "commands/probes_broker.py": ("broker",),
    "commands/probes_disk.py": ("outbox",),
    "commands/probes.py": ("any",),
    "commands/beside.py": ("any",),
}
"""Whose faults a file reports. `relay_line` is not here: what it raises is the text of a failed pulse, or `lost`."""

ANSWERING = ("scale", "finding", "timekeeping", "picture_quality", "probes_camera", "probes_relay", "probes_disk")
"""Files whose functions return or yield codes."""

LISTING = ("probes_camera", "probes_relay")
MAPPING = ("boom", "reasons", "broker_probe")
"""Files that hold codes in lists, and as values of mappings."""


def reported() -> set[tuple[str, str]]:
    """Of all sources but the list itself and the simulators."""
    paths = [
        one for one in EDGE.rglob("*.py") if one.relative_to(EDGE).parts[0] not in ("faults", "sim", "calibration")
    ]
    found = {pair for path in paths for pair in of_source(path.relative_to(EDGE), path.read_text(encoding="utf-8"))}
    return {(kind, code) for kind, code in found if code not in NO_FAULT}


def of_source(path: Path, source: str) -> Iterator[tuple[str, str]]:
    """`path`: below edge/."""
    tree = ast.parse(source)
    texts = {
        name.id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
        for name in one.targets
        if isinstance(name, ast.Name)
    }
    kinds = next((kinds for pattern, kinds in FILES.items() if path.match(pattern)), ())
    for node in ast.walk(tree):
        yield from _of_call(node, kinds, texts)
        yield from ((kind, code) for code in _beside_calls(node, path.stem) for kind in kinds)


def _of_call(node: ast.AST, kinds: tuple[str, ...], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in NAMED:
        device, code = NAMED[name]
        if len(node.args) > code:
            said = _device(node.args[device], texts)
            yield from ((kind, one) for one in _texts(node.args[code]) for kind in ((said,) if said else kinds))
    elif name in ARGUMENT:
        first = node.args[ARGUMENT[name] :][:2] if name == "_failed" else node.args[: ARGUMENT[name] + 1]
        yield from ((kind, one) for argument in first for one in _texts(argument) for kind in kinds)


def _device(node: ast.expr, texts: Mapping[str, str]) -> str | None:
    """`camera` of "camera" and of f"camera:{name}"; None where it is not written out."""
    if isinstance(node, ast.Name):
        return texts.get(node.id)
    if isinstance(node, ast.JoinedStr):
        node = node.values[0] if isinstance(node.values[0], ast.Constant) else ast.Constant(None)
    return str(node.value).partition(":")[0] if isinstance(node, ast.Constant) and node.value else None


def _texts(node: ast.expr) -> Iterator[str]:
    """The words that an expression may be, as far as they are written out."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.replace("-", "").isalnum():
        yield node.value


def _beside_calls(node: ast.AST, stem: str) -> Iterator[str]:
    if stem in ANSWERING and isinstance(node, ast.Return | ast.Yield) and node.value is not None:
        first = node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value
        yield from _texts(first)
    if stem in LISTING and isinstance(node, ast.List):
        yield from (text for one in node.elts for text in _texts(one))
    if stem in MAPPING and isinstance(node, ast.Dict):
        values = (one.elts[0] if isinstance(one, ast.Tuple) else one for one in node.values)
        yield from (text for one in values for text in _texts(one))
    if stem in ("boom", "observing") and isinstance(node, ast.Tuple) and len(node.elts) == 3:
        yield from _texts(node.elts[1])
    if isinstance(node, ast.Assign) and [getattr(one, "id", "") for one in node.targets] == ["code"]:
        yield from _texts(node.value)
    if stem == "probes_camera" and isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append":
        yield from (text for one in node.args for text in _texts(one))
