"""An IP camera that isn't there: plays a video file over RTSP, without end, to whoever connects."""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import av
from av.bitstream import BitStreamFilterContext

from edge.errors import FrameError, InputError
from edge.wire.rtp import CLOCK_HZ, Codec, Packetiser, nal_units
from edge.wire.rtsp import METHODS, Request, describe, encode_answer, interleaved, parse_request

if TYPE_CHECKING:
    from av.container import InputContainer

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
READ_BYTES = 65_536
SEND_S = 5.0
CLOSE_S = 3.0
_PARAMETER_SETS = {"h264": frozenset({7, 8}), "hevc": frozenset({32, 33, 34})}


@dataclass(frozen=True, slots=True)
class Film:
    """A video file as a camera would send it: NAL units picture by picture, each due at `at_s` of `length_s`."""

    codec: Codec
    pictures: tuple[tuple[float, tuple[bytes, ...]], ...]
    length_s: float

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """What a decoder must know before the first picture."""
        wanted = _PARAMETER_SETS[self.codec]
        return tuple(unit for unit in self.pictures[0][1] if _kind(self.codec, unit) in wanted)


def _kind(codec: Codec, unit: bytes) -> int:
    return unit[0] & 0x1F if codec == "h264" else unit[0] >> 1 & 0x3F


def load_film(path: Path) -> Film:
    """The compressed pictures of a file, as they are; raises InputError where it holds neither H.264 nor H.265."""
    try:
        with av.open(str(path)) as container:
            return _film(container, path)
    except (av.FFmpegError, OSError) as error:
        raise InputError(f"{path}: can't be played: {error}") from error


def _film(container: InputContainer, path: Path) -> Film:
    stream = container.streams.video[0] if container.streams.video else None
    codec = stream.codec_context.name if stream else "no video"
    if stream is None or codec not in _PARAMETER_SETS:
        raise InputError(f"{path}: {codec}; a simulated camera plays H.264 and H.265")
    annex_b = BitStreamFilterContext(f"{codec}_mp4toannexb", stream)
    pictures = []
    for packet in container.demux(stream):
        for whole in annex_b.filter(packet if packet.size else None):
            if whole.dts is not None and whole.time_base is not None:
                pictures.append((float(whole.dts * whole.time_base), tuple(nal_units(bytes(whole)))))
    if not pictures:
        raise InputError(f"{path}: no picture in it")
    first_s = pictures[0][0]
    step_s = float(1 / (stream.average_rate or 25))
    shifted = tuple((at_s - first_s, units) for at_s, units in pictures)
    return Film(cast("Codec", codec), shifted, shifted[-1][0] + step_s)


class SimulatedCamera:
    """Serves films by name at `rtsp://127.0.0.1:<port>/<name>`, each client from the place where the film is now."""

    def __init__(self, films: dict[str, Film], port: int = 0) -> None:
        self._films = films
        self._listener = socket.create_server((HOST, port))
        self.port = int(self._listener.getsockname()[1])
        self._began_s = time.monotonic()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._clients: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, name="simulated-camera")

    def url(self, name: str) -> str:
        return f"rtsp://{HOST}:{self.port}/{name}"

    def start(self) -> None:
        self._thread.start()

    def hang_up(self) -> None:
        """Ends every connection; clients may come again."""
        with self._lock:
            for connection in self._clients:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._thread.is_alive():
            self._thread.join(CLOSE_S)
        self.hang_up()
        for thread in self._threads:
            thread.join(CLOSE_S)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            thread = threading.Thread(target=self._serve, args=(connection,), name="simulated-camera-client")
            self._threads = [one for one in self._threads if one.is_alive()]
            self._threads.append(thread)
            with self._lock:
                self._clients.add(connection)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(SEND_S)
            film = self._agree(connection)
            if film is not None:
                self._play(connection, film)
        except (OSError, FrameError) as error:
            log.debug("simulated camera: a client is gone: %s", error)
        finally:
            with self._lock:
                self._clients.remove(connection)
                connection.close()

    def _agree(self, connection: socket.socket) -> Film | None:
        """Answers until the client wants to see the film; None where it leaves."""
        film: Film | None = None
        for request in _requests(connection):
            name = urlsplit(request.url).path.strip("/").removesuffix("/video")
            film = self._films.get(name, film)
            if request.method != "OPTIONS" and film is None:
                connection.sendall(encode_answer(request, HTTPStatus.NOT_FOUND))
                return None
            connection.sendall(_answer(request, film))
            if request.method == "PLAY":
                return film
            if request.method == "TEARDOWN":
                return None
        return None

    def _play(self, connection: socket.socket, film: Film) -> None:
        packetiser = Packetiser(film.codec, secrets.randbits(32), secrets.randbits(16))
        listener = threading.Thread(target=_drain, args=(connection,), name="simulated-camera-ears")
        listener.start()
        try:
            for due_s, units in self._from_now(film):
                if self._stopping.wait(max(0.0, self._began_s + due_s - time.monotonic())):
                    return
                packets = packetiser.packets(units, round(due_s * CLOCK_HZ))
                connection.sendall(b"".join(interleaved(0, packet) for packet in packets))
        finally:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            listener.join(CLOSE_S)

    def _from_now(self, film: Film) -> Iterator[tuple[float, Sequence[bytes]]]:
        """Pictures from now on, round after round, each with its second since the camera was switched on."""
        passed_s = time.monotonic() - self._began_s
        round_ = int(passed_s // film.length_s)
        while True:
            for at_s, units in film.pictures:
                due_s = round_ * film.length_s + at_s
                if due_s >= passed_s:
                    yield due_s, units
            round_ += 1


def _requests(connection: socket.socket) -> Iterator[Request]:
    """What the client asks, until it hangs up; raises `OSError` and `FrameError`."""
    received = b""
    while chunk := connection.recv(READ_BYTES):
        received += chunk
        used = 1
        while used:
            request, used = parse_request(received)
            received = received[used:]
            if request is not None:
                yield request


def _drain(connection: socket.socket) -> None:
    """Reads what a client says that watches, so that its sending never stops; none of it needs an answer."""
    with suppress(OSError):
        while True:
            try:
                if not connection.recv(READ_BYTES):
                    return
            except TimeoutError:
                continue


def _answer(request: Request, film: Film | None) -> bytes:
    match request.method:
        case "OPTIONS":
            return encode_answer(request, HTTPStatus.OK, {"Public": METHODS})
        case "DESCRIBE" if film is not None:
            headers = {"Content-Base": f"{request.url.rstrip('/')}/", "Content-Type": "application/sdp"}
            return encode_answer(request, HTTPStatus.OK, headers, describe(film.codec, film.parameter_sets))
        case "SETUP":
            if "TCP" not in request.headers.get("transport", ""):
                return encode_answer(request, HTTPStatus.NOT_ACCEPTABLE)
            transport = "RTP/AVP/TCP;unicast;interleaved=0-1"
            return encode_answer(request, HTTPStatus.OK, {"Transport": transport, "Session": "1;timeout=60"})
        case "PLAY" | "GET_PARAMETER" | "TEARDOWN":
            return encode_answer(request, HTTPStatus.OK, {"Session": "1", "Range": "npt=now-"})
        case _:
            return encode_answer(request, HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": METHODS})
