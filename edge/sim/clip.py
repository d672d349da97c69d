"""A script as two video files, one a camera: H.264 in MP4 (yuv420p, a key frame a second), drawn once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import av
from av.video.stream import VideoStream
from tqdm import tqdm

from edge.errors import InputError
from edge.fonts import PLATE_MARKS
from edge.sim.render import FPS, DrawnCamera, FrontCamera, Planes, Sensor, SideCamera
from edge.sim.scenario import Script
from edge.sim.scenery import HEIGHT, WIDTH

_ENCODER = {"preset": "veryfast", "crf": "27", "bf": "0", "g": str(FPS), "sc_threshold": "0", "threads": "1"}


@dataclass(frozen=True, slots=True)
class ClipSet:
    """The same script as both cameras saw it; the files are equally long and begin together."""

    front: Path
    side: Path


def render_clips(script: Script, folder: Path) -> ClipSet:
    """Draws and encodes the script into `folder`, unless the same script was drawn there by the same code before.

    Both cameras are drawn at the same time, with a progress bar on a terminal. Raises InputError where the folder
    can't be written.
    """
    key = _content_hash(script)
    clips = ClipSet(folder / f"front-{key}.mp4", folder / f"side-{key}.mp4")
    missing = [path for path in (clips.front, clips.side) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _draw_missing(script, clips, missing)
    except (OSError, av.FFmpegError) as fault:
        raise InputError(f"{folder}: the drawn clip can't be written: {fault}") from fault
    return clips


def _draw_missing(script: Script, clips: ClipSet, missing: list[Path]) -> None:
    if not missing:
        return
    frames = round(script.length_s * FPS) * len(missing)
    with (
        tqdm(total=frames, desc="drawing the lane", unit="frame", disable=None) as progress,
        ThreadPoolExecutor(2) as pool,
    ):
        for drawn in [pool.submit(_draw, script, path, path == clips.front, progress.update) for path in missing]:
            drawn.result()


def _draw(script: Script, path: Path, front: bool, drawn: Callable[[int], object]) -> None:
    camera = FrontCamera(script) if front else SideCamera(script)
    _encode(path, _frames(script, camera, Sensor(1 if front else 2), drawn))


def _content_hash(script: Script) -> str:
    """Of the script and of all that draws it: a changed drawing makes a new file."""
    digest = hashlib.sha256(f"{script!r} {sorted(_ENCODER.items())} {av.__version__}".encode())
    here = Path(__file__).parent
    for source in sorted([*here.glob("*.py"), PLATE_MARKS]):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _encode(path: Path, frames: Iterable[Planes]) -> None:
    """Writes beside the name first, so that a clip cut short is never taken for a whole one."""
    unfinished = path.with_suffix(".part")
    with av.open(str(unfinished), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options=_ENCODER)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for planes in frames:
            _mux(container, stream, av.VideoFrame.from_ndarray(planes, format="yuv420p"))
        _mux(container, stream, None)
    unfinished.replace(path)


def _mux(container: av.container.OutputContainer, stream: VideoStream, frame: av.VideoFrame | None) -> None:
    for packet in stream.encode(frame):
        container.mux(packet)


def _frames(script: Script, camera: DrawnCamera, sensor: Sensor, drawn: Callable[[int], object]) -> Iterator[Planes]:
    for number in range(round(script.length_s * FPS)):
        t_s = number / FPS
        yield sensor.expose(camera.picture(t_s), script.light_at(t_s), number)
        drawn(1)
