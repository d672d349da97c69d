"""What a technician is to check: for each device and fault, the likeliest cause first."""

from __future__ import annotations

import re
from collections.abc import Mapping

Advice = Mapping[str, tuple[str, ...]]

_CAMERA: Advice = {
    "no-name": ("the host name in the camera's url", "the name server of this machine (resolvectl query NAME)"),
    "unreachable": (
        "the camera's power: do its lights or its infrared glow? (PoE switch, port)",
        "its network cable and the switch; does it answer a ping?",
        "address and port in the url (554 is usual), and that this machine is in the same network",
    ),
    "no-service": (
        "address and port in the url (554 is usual): something else may have this address",
        "that RTSP is switched on in the camera",
    ),
    "unauthorised": (
        "user and password in the url or in the secret that it names",
        "that the camera has not locked the account after wrong tries: wait, or restart it",
        "that no other client (recorder, browser) uses up its sessions",
    ),
    "not-found": (
        "the path in the url: Hikvision /Streaming/Channels/101, Dahua /cam/realmonitor?channel=1&subtype=0",
    ),
    "refused": ("other viewers of the camera: it has a limit", "its stream settings: is this stream switched on?"),
    "stalled": (
        "the network's load and cable: errors on the switch port",
        "restart the camera",
        "its bit rate and I-frame interval: as many frames as pictures a second",
    ),
    "hung": ("the codec in the camera: H.264, smart codec off", "the load of this machine (top)"),
    "lost": ("the camera's power supply", "the network between", "other clients that use up its sessions"),
    "not-video": ("the url: does it lead to the camera?", "the codec in the camera: H.264"),
    "too-large": ("choose a smaller stream: at most 4096 x 3072 pixels",),
    "died": ("free memory of this machine (free -m)", "the log: journalctl -u 'lanegate@*'"),
    "few-pictures": ("the frame rate in the camera", "the network's load", "the load of this machine (top)"),
    "old": ("the network's load", "the load of this machine (top)"),
    "no-h264": ("the codec in the camera: H.264 costs this machine the least",),
    "dark": ("lamps and infrared of the camera", "exposure and day/night switch in the camera", "a covered lens"),
    "bright": ("exposure and backlight settings of the camera", "sun or lamps that shine into it"),
    "flat": ("what covers the lens: dirt, fog, a spider's web, its protective film", "that the camera shows a picture"),
    "blurred": ("the lens: dirt, rain, fog inside", "focus and zoom of the camera"),
}
_INDICATOR: Advice = {
    "missing": (
        "the plug of the USB converter, and its cable",
        "that port in [weighbridge] names the socket that it is in now",
    ),
    "no-access": ("run this as root or as user lanegate", "that user lanegate is in the group dialout"),
    "in-use": ("end the other program that holds the port", "a lane that runs with another configuration file"),
    "unreachable": (
        "power and network cable of the converter; does it answer a ping?",
        "host and port in [weighbridge] port, and the converter's mode: TCP server",
        "that no other program is connected to it: many let in only one",
    ),
    "lost": ("the plug of the converter", "its power"),
    "silent": (
        "is the indicator switched on, and does it show a weight?",
        "the data cable at both ends: transmit to receive, and ground",
        "the indicator's menu: continuous output, not on demand (or name a polled protocol)",
        "that port in [weighbridge] is the indicator's, and not the relay's",
    ),
    "no-frames": (
        "baud and framing: those of the indicator's menu in [weighbridge]; lanegate weigh --protocol auto finds them",
        "the protocol in [weighbridge] against the output format in the menu",
        "the cable: a broken ground gives rubbish",
    ),
    "bad-frames": (
        "the shield and the earthing of the cable, and motors beside it",
        "the protocol in [weighbridge] against the output format in the menu",
        "a second device that talks on the same line",
    ),
    "no-registers": ("the Modbus map in the indicator's manual, or a preset: write it as [weighbridge.registers]",),
    "doubtful": ("name the protocol that the indicator's menu shows, in [weighbridge] protocol",),
    "overload": ("is there a load on the platform?", "the load cells and the junction box", "the range in the menu"),
    "underload": ("zero the empty platform", "what lifts or jams the platform", "the load cells and the junction box"),
    "invalid": ("what the indicator's own display shows", "the load cells' cable"),
    "negative": ("zero the empty platform",),
    "no-weight": ("what the indicator's own display shows",),
}
_RELAY: Advice = {
    "missing": ("the plug of the relay board, and its cable", "that port in [barrier] names the socket it is in now"),
    "no-access": ("run this as root or as user lanegate", "that user lanegate is in the group dialout"),
    "in-use": ("end the other program that holds the port", "a lane that runs with another configuration file"),
    "unreachable": (
        "power and network cable of the converter; does it answer a ping?",
        "host and port in [barrier] port, and the converter's mode: TCP server",
        "that no other program is connected to it: many let in only one",
    ),
    "lost": ("the plug of the board", "its power"),
    "no-answer": (
        "the board's power: does its light glow?",
        "the two data wires: A to A, B to B",
        "address, baud and framing in [barrier] against the board's switches",
        "that driver in [barrier] is this board's",
    ),
    "unreadable": (
        "the modem line's port: a USB converter with CTS, DSR, DCD or RI wired, or rfc2217://",
        "that the input's channel is one that the board has",
    ),
    "energised": (
        "is the push-button of the boom or of the board held, or did a pulse not end?",
        "start the lane: it ends a pulse that it has begun",
        "the board itself: switch its power off and on",
    ),
    "marked": ("start the lane: at its start it ends the pulse that it was cut off in",),
    "settings": ("the frames in [barrier.board]",),
}
_BROKER: Advice = {
    "no-name": ("host in [mqtt]", "the name server of this machine (resolvectl query NAME)", "the network cable"),
    "unreachable": (
        "this machine's network cable and the way to the broker (ping)",
        "is the broker running? ask who runs it",
        "host and port in [mqtt], and a firewall between",
    ),
    "no-service": ("is the broker running? ask who runs it", "host and port in [mqtt]", "a firewall between"),
    "files": ("ca_file, cert_file and key_file in [mqtt]: are they there, and may user lanegate read them?",),
    "expired": (
        "the clock of this machine (timedatectl)",
        "the certificate: have it made anew (scripts/make-certs)",
    ),
    "not-yet": ("the clock of this machine (timedatectl): it is behind",),
    "other-ca": ("ca_file in [mqtt]: is it the one of this gate's broker?", "that host in [mqtt] is the gate's broker"),
    "other-name": (
        "host in [mqtt] must be the name that the certificate holds",
        "or have the broker's certificate made for this name",
    ),
    "tls": (
        "port in [mqtt]: 8883 is usual for TLS, 1883 without",
        "whether the broker speaks TLS 1.2 or newer",
        "cert_file and key_file in [mqtt]: are they this lane's, and of the broker's CA?",
    ),
    "silent": ("host and port in [mqtt]: is it an MQTT broker?", "ca_file: without one no TLS is spoken"),
    "protocol": ("the broker's version: it must speak MQTT 5",),
    "unauthorised": (
        "username and password in [mqtt]",
        "that the broker knows lane.id, as the common name of the certificate",
    ),
    "may-not-publish": (
        "the broker's acl: does it name this site and this lane? (config/mosquitto/acl)",
        "lane.site, lane.id and mqtt.root in this file",
    ),
    "refused": ("the broker's log", "its limits and its disk"),
    "ends-soon": ("have the certificate made anew before that day (scripts/make-certs)",),
}
_ADVICE: Mapping[str, Advice] = {
    "camera": _CAMERA,
    "indicator": _INDICATOR,
    "relay": _RELAY,
    "broker": _BROKER,
}
_CHECK_PART = re.compile(r"[:;,] (?:check|choose)\b.*", re.DOTALL)


def checks_for(device: str, *codes: str) -> tuple[str, ...]:
    """What to check, the likeliest first; nothing for what is not known. `device` may be `camera:<name>`."""
    known = _ADVICE.get(device.partition(":")[0], {})
    return tuple(check for code in codes for check in known.get(code, ()))


def without_advice(text: str) -> str:
    """What a driver says of a fault, without the short advice at its end: the doctor has a longer one."""
    return _CHECK_PART.sub("", text)
