"""The way to the broker, step by step, as far as TLS: name, TCP, certificates. Nobody is logged in by it."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from edge.devices.broker_access import BrokerSettings, tls_context
from edge.devices.own_certificate import end_of, look_at_own
from edge.devices.reasons import of_silence
from edge.errors import DeviceError

LISTEN_S = 0.5  # since TLS 1.3 a broker says only after the handshake that it does not like a certificate
# X509_V_ERR of OpenSSL
NOT_YET, EXPIRED, SELF_SIGNED, SELF_SIGNED_CHAIN, NO_ISSUER, NO_LEAF, OTHER_NAME, OTHER_IP = (
    9,
    10,
    18,
    19,
    20,
    21,
    62,
    64,
)
CERTIFICATE_FAULTS = {
    NOT_YET: "not-yet",
    EXPIRED: "expired",
    SELF_SIGNED: "other-ca",
    SELF_SIGNED_CHAIN: "other-ca",
    NO_ISSUER: "other-ca",
    NO_LEAF: "other-ca",
    OTHER_NAME: "other-name",
    OTHER_IP: "other-name",
}


@dataclass(frozen=True, slots=True)
class Way:
    """Where the name led; with TLS its version and the ends of both certificates, as far as they are known."""

    address: str
    tls: str | None = None
    broker_ends: datetime | None = None
    own_ends: datetime | None = None


def look_at_way(known: BrokerSettings, wait_s: float) -> Way:
    """`wait_s`: for each step. Raises `DeviceError` with the first fault (codes: see `edge.faults`)."""
    address = _resolve(known)
    with _connect(known, wait_s) as connection:
        return _encrypted(known, connection, address) if known.ca_file else Way(address)


def _resolve(known: BrokerSettings) -> str:
    try:
        found = socket.getaddrinfo(known.host, known.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DeviceError("no-name", f"{known.host} ({why})") from error
    return str(found[0][4][0])


def _connect(known: BrokerSettings, wait_s: float) -> socket.socket:
    try:
        return socket.create_connection((known.host, known.port), timeout=wait_s)
    except ConnectionRefusedError as error:
        raise DeviceError("no-service", f"{known.host}:{known.port}") from error
    except OSError as error:
        text = f"{known.host}:{known.port} ({error.strerror or error})"
        raise DeviceError("unreachable", text) from error


def _encrypted(known: BrokerSettings, connection: socket.socket, address: str) -> Way:
    try:
        context = tls_context(known)
        own = look_at_own(known) if known.cert_file else None
    except OSError as error:
        raise DeviceError("files", error.strerror or str(error)) from error
    if own is not None and own.code in ("expired", "not-yet"):
        raise DeviceError(own.code, f"the lane's own, {known.cert_file}")
    with _secured(known, context, connection) as secured:
        _hear_refusal(known, secured)
        return Way(address, secured.version(), end_of(secured.getpeercert()), own.ends if own else None)


def _secured(known: BrokerSettings, context: ssl.SSLContext, connection: socket.socket) -> ssl.SSLSocket:
    where = f"{known.host}:{known.port}"
    try:
        return context.wrap_socket(connection, server_hostname=known.host)
    except ssl.SSLCertVerificationError as error:
        code = CERTIFICATE_FAULTS.get(error.verify_code, "tls")
        raise DeviceError(code, f"{where}: {error.verify_message}") from error
    except TimeoutError as error:
        raise DeviceError("tls", f"{where} does not answer") from error
    except OSError as error:
        raise DeviceError("tls", f"{where} ({error.strerror or error})") from error


def _hear_refusal(known: BrokerSettings, secured: ssl.SSLSocket) -> None:
    """Raises `DeviceError` where the broker does not like the lane's certificate; silence is consent."""
    secured.settimeout(LISTEN_S)
    try:
        with suppress(TimeoutError):
            secured.recv(1)
    except OSError as error:
        reason = of_silence(str(error))
        raise DeviceError("tls", f"{known.host}:{known.port} {reason.words}") from error
