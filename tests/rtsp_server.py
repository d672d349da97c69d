"""Serves one H.264 stream over RTSP on 127.0.0.1, path /lane: for tests, not part of the daemon.

Runs under the system's own Python (`/usr/bin/python3`), which has the GStreamer bindings. A file is read once, kept as
access units and played over and over with growing time stamps, as a camera does; without a file a test picture runs.
The password of `--user` comes from the environment (RTSP_PASSWORD). Prints "listening" when clients may come.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from typing import Any

import gi  # type: ignore[import-not-found, unused-ignore]

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # type: ignore[import-not-found, unused-ignore] # noqa: E402 (versions come first)

PATTERN = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,width={width},height={height},framerate={fps}/1 "
    "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max={fps} "
    "! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)
FILE = (
    "( appsrc name=units is-live=true format=time caps=video/x-h264,stream-format=byte-stream,alignment=au "
    "! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)
READ = (
    "filesrc name=file ! {demux} ! h264parse config-interval=-1 "
    "! video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=units sync=false"
)
DEMUX = {".mp4": "qtdemux", ".mov": "qtdemux", ".mkv": "matroskademux"}

Unit = tuple[bytes, int, int]
"""One access unit: its bytes, decoding time and presentation time in ns."""


def read_units(path: str) -> list[Unit]:
    """Every access unit of an H.264 file, in decoding order."""
    pipeline = Gst.parse_launch(READ.format(demux=DEMUX[os.path.splitext(path)[1].lower()]))  # noqa: PTH122 (one word)
    pipeline.get_by_name("file").set_property("location", path)
    sink = pipeline.get_by_name("units")
    pipeline.set_state(Gst.State.PLAYING)
    units: list[Unit] = []
    while (sample := sink.emit("pull-sample")) is not None:
        buffer = sample.get_buffer()
        dts = buffer.pts if buffer.dts == Gst.CLOCK_TIME_NONE else buffer.dts
        units.append((buffer.extract_dup(0, buffer.get_size()), dts, buffer.pts))
    pipeline.set_state(Gst.State.NULL)
    return units


class Player:
    """Feeds the access units of a file to one media, in real time, round and round."""

    def __init__(self, units: list[Unit]) -> None:
        self._units = units
        span = units[-1][1] - units[0][1]
        self._round_ns = span + span // max(len(units) - 1, 1)

    def attach(self, _factory: Any, media: Any) -> None:
        source = media.get_element().get_by_name_recurse_up("units")
        threading.Thread(target=self._feed, args=(source,), daemon=True).start()

    def _feed(self, source: Any) -> None:
        start_s = time.monotonic()
        first_ns = self._units[0][1]
        offset_ns = 0
        while True:
            for content, dts, pts in self._units:
                due_ns = offset_ns + dts - first_ns
                time.sleep(max(0.0, start_s + due_ns / 1e9 - time.monotonic()))
                buffer = Gst.Buffer.new_wrapped(content)
                buffer.dts, buffer.pts = due_ns, offset_ns + pts - first_ns
                if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                    return
            offset_ns += self._round_ns


def demand_password(server: Any, factory: Any, user: str, password: str) -> None:
    """Lets in only who knows the password (basic authentication)."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    role = Gst.Structure.new_from_string(
        "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    )
    factory.add_role_from_structure(role)


def make_factory(options: argparse.Namespace) -> Any:
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_shared(True)
    if options.file is None:
        factory.set_launch(PATTERN.format(width=options.width, height=options.height, fps=options.fps))
        return factory
    factory.set_launch(FILE)
    factory.connect("media-configure", Player(read_units(options.file)).attach)
    return factory


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--file", help="an H.264 video file (mp4, mov, mkv)")
    parser.add_argument("--user", help="ask for this user and the password in RTSP_PASSWORD")
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=360)
    parser.add_argument("--fps", type=int, default=25)
    return parser.parse_args()


def main() -> None:
    options = parse_arguments()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(options.port))
    factory = make_factory(options)
    if options.user is not None:
        demand_password(server, factory, options.user, os.environ["RTSP_PASSWORD"])
    server.get_mount_points().add_factory("/lane", factory)
    if server.attach(None) == 0:
        sys.exit(f"port {options.port} is taken")
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
