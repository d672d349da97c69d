"""Two good frames of every stream format."""

from __future__ import annotations

SAMPLES: dict[str, tuple[bytes, bytes]] = {
    "yaohua": (b"\x02+000085016\x03", b"\x02-0000200" + b"1F\x03"),
    "yaohua-polled": (b"\x02AB+0000850" + b"15\x03", b"\x02AB+00005001D\x03"),
    "yaohua-reversed": (b"=000.3000", b"=00.1000-"),
    "yaohua-a12": (b"WG004.139kg3D\r\n", b"ww0003.17kg"),
    "toledo": (b"\x02\x2a0  12500     0\r\x0f", b"\x02\x2a8  12500     0\r"),
    "toledo-8217": (b"\x0212.34\r", b"\x02?A\r"),
    "mt-sics": (b"S S     100.00 kg\r\n", b"S D    -100.00 kg\r\n"),
    "cas": (b"ST,GS,\x01\xc4,000013.5 kg\r\n", b"US,NT,\x01\x82,-   13.5 kg\r\n"),
    "and": (b"ST,GS,+0012.34kg\r\n", b"OL,GS,+    ,   t\r\n"),
    "rinstrum": (b"\x02   32460G\x03", b"\x02-  32.46GM -   \x03"),
    "sma": (b"\n 1G       7.025kg \r", b"\nO1GM ----------t  \r"),
}
"""Two good frames of each, no two bytes of which make the beginning of a third."""
