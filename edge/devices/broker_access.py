"""Where the broker is, who the lane is to it, and how each makes sure of the other."""

from __future__ import annotations

import ssl
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Where the broker is, who the lane is to it, and the lane's own level of the topics."""

    host: str
    port: int
    client_id: str
    prefix: str
    username: str | None = None
    password: str | None = None
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""


def tls_context(known: BrokerSettings) -> ssl.SSLContext:
    """TLS 1.2 or newer, the broker's name checked; raises `OSError` or `SSLError` for files that are none."""
    context = ssl.create_default_context(cafile=known.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if known.cert_file:
        context.load_cert_chain(known.cert_file, known.key_file)
    return context
