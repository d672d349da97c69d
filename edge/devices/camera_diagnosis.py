"""Why a camera could not be opened: FFmpeg's exceptions, and where they say too little, what the port answers."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from av.error import HTTPClientError, HTTPForbiddenError, HTTPNotFoundError, HTTPServerError, HTTPUnauthorizedError

from edge.devices.camera_watch import Fault

RTSP_PORT = 554
OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"


def words_of(error: BaseException) -> str:
    """What an error says, without the URL (and its password) that PyAV adds to the text."""
    return getattr(error, "strerror", None) or type(error).__name__


def open_fault(error: Exception, url: str, live: bool, wait_s: float) -> Fault:
    """The fault behind an exception of `av.open`; a live source that gave no clear answer is asked again directly."""
    match error:
        case HTTPUnauthorizedError() | HTTPForbiddenError():
            return Fault("unauthorised", words_of(error))
        case HTTPNotFoundError() | FileNotFoundError() | PermissionError():
            return Fault("not-found", words_of(error))
        case HTTPClientError() | HTTPServerError():
            return Fault("refused", words_of(error))
        case ConnectionRefusedError():
            return Fault("unreachable", words_of(error))
    fault = ask_port(url, wait_s) if live else None
    return fault or Fault("not-video", words_of(error))


def ask_port(url: str, wait_s: float) -> Fault | None:
    """What is wrong with the host and port of `url` (no connection, silence, hanging up); None where RTSP answers."""
    try:
        parts = urlsplit(url)
        connection = socket.create_connection((parts.hostname or "", parts.port or RTSP_PORT), timeout=wait_s)
    except (OSError, ValueError) as error:
        return Fault("unreachable", words_of(error) if isinstance(error, OSError) else str(error))
    with connection:
        try:
            connection.sendall(OPTIONS)
            answer = connection.recv(64)
        except TimeoutError:
            return Fault("stalled", f"connected, no answer within {wait_s:g} s")
        except OSError as error:
            return Fault("lost", words_of(error))
    if not answer:
        return Fault("lost", "it hangs up at once")
    return None if answer.startswith(b"RTSP/") else Fault("not-video", "it answers, but not as an RTSP server")
