"""A lane's configuration, its times shortened so that a passage takes about two seconds."""

from __future__ import annotations

from pathlib import Path

CONFIG = """
[lane]
site = "kim-thanh"
id = "{lane}"
direction = "import"

[arrival]
by = "weight"
threshold_kg = 500

{camera}

[weighbridge]
port = "{scale}"
protocol = "yaohua"
stable_frames = 3
settle_s = 0.2

[barrier]
port = "{relay}"
driver = "lcus"
open_channel = 1
pulse_ms = 200

[decision]
mode = "local"
require = ["weight"]

[timing]
identify_s = 10
gone_s = 0.5

[mqtt]
host = "127.0.0.1"
port = {broker}
ca_file = "{ca_file}"
cert_file = "{cert_file}"
key_file = "{key_file}"

[storage]
path = "{disk}"
min_free_gb = 0.004

[web]
listen = "127.0.0.1:{page}"
"""
CAMERA = """
[[camera]]
name = "front"
url = "{clip}"
view = "front"
reads = ["plate"]
loop = true
"""


def lane_file(*, clip: Path | None, **places: object) -> str:
    """The TOML of a lane without a camera, or with one that shows `clip`."""
    return CONFIG.format(camera=CAMERA.format(clip=clip) if clip else "", **places)
