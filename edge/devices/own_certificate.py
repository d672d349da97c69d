"""Is a certificate of the lane's own good? It is shown to ourselves, in memory, as it would be to the broker."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime

from edge.devices.broker_access import BrokerSettings

TURNS = 10  # a handshake takes three
EXPIRED, NOT_YET = 10, 9  # X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """`code`: "ok", expired, not-yet, or unproven (not of the CA in ca_file, which the broker may know all the same).

    `ends`: the last moment of its life, None where it is not proven.
    """

    code: str
    ends: datetime | None = None


def look_at_own(known: BrokerSettings) -> OwnCertificate:
    """Raises `OSError` (`SSLError` is one) for files that are none."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ours.check_hostname = False
    ours.verify_mode = ssl.CERT_NONE  # the other side is this very function
    ours.load_cert_chain(known.cert_file, known.key_file)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(known.cert_file, known.key_file)
    theirs.load_verify_locations(known.ca_file)
    theirs.verify_mode = ssl.CERT_REQUIRED
    try:
        shown = _shake_hands(ours, theirs)
    except ssl.SSLCertVerificationError as error:
        return OwnCertificate({EXPIRED: "expired", NOT_YET: "not-yet"}.get(error.verify_code, "unproven"))
    return OwnCertificate("ok", end_of(shown)) if shown else OwnCertificate("unproven")


def end_of(shown: object) -> datetime | None:
    """The end in what `getpeercert` gives."""
    ends = shown.get("notAfter") if isinstance(shown, dict) else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None


def _shake_hands(ours: ssl.SSLContext, theirs: ssl.SSLContext) -> object:
    """What the other side sees of us. Raises `SSLError` where it does not like that."""
    to_them, to_us = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ours.wrap_bio(to_us, to_them)
    server = theirs.wrap_bio(to_them, to_us, server_side=True)
    for _ in range(TURNS):
        if _turn(client) and _turn(server):
            return server.getpeercert()
        _turn(server)
    return None


def _turn(side: ssl.SSLObject) -> bool:
    """Whether this side is done."""
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True
