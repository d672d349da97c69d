"""TOML -> frozen configuration: types and ranges checked, unknown keys refused, secrets taken from outside the file.

`load_config` refuses a file with every fault found in it; what can't work together (arrival by weight without a
weighbridge, say) is a fault as well. The JSON Schema in `config/` is made from these classes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

from pydantic import Field, SecretStr, ValidationError, model_validator

from edge.config_barrier import BarrierTable
from edge.config_decision import DecisionTable
from edge.config_faults import fault_lines, join_key
from edge.config_recording import RecordingTable
from edge.config_table import Name, Table, fault
from edge.config_weighbridge import WeighbridgeTable
from edge.errors import ConfigError
from edge.values import MarkKind, View

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
Point = tuple[Fraction, Fraction]

SecretSource = Callable[[str], str | None]
"""Gives the secret of a name, or None."""


class LaneTable(Table):
    site: Name
    id: Name = Field(description="MQTT client id and topic level")
    direction: Literal["import", "export"] = Field(description="import: China to Vietnam; export: Vietnam to China")


class ArrivalTable(Table):
    by: Literal["weight", "loop", "vision"] = "weight"
    threshold_kg: int = Field(default=500, ge=50, le=20_000, description="a truck is there from this weight on")


class CameraTable(Table):
    name: Name
    url: SecretStr = Field(description="rtsp:// or rtsps:// address, or a video file")
    view: View
    reads: tuple[MarkKind, ...] = Field(min_length=1)
    zone: tuple[Point, ...] | None = Field(default=None, min_length=3, max_length=32)
    loop: bool = Field(default=False, description="video files only: begin again at the end")

    @model_validator(mode="after")
    def _url_is_usable(self) -> Self:
        url = self.url.get_secret_value()
        scheme = re.match(r"([a-z][a-z0-9+.-]*)://", url)
        if not url or (scheme and scheme[1] not in ("rtsp", "rtsps")):
            raise fault("url", "not a camera address", "rtsp://…, rtsps://… or the path of a video file")
        if scheme and self.loop:
            raise fault("loop", "a live stream has no end to begin again from", "loop = false for rtsp://")
        return self


class TimingTable(Table):
    """How long the lane waits for what; every limit that is reached stands in the record's reasons."""

    identify_s: float = Field(default=15, ge=2, le=300, description="for plate, container and weight")
    gone_s: float = Field(
        default=2, ge=0.5, le=60, description="the lane looks empty so long before it counts as empty"
    )
    clear_s: float = Field(default=120, ge=5, le=3600, description="for the truck to leave after the open pulse")


class MqttTable(Table):
    host: str = Field(min_length=1)
    port: int = Field(default=8883, ge=1, le=65535)
    root: str = Field(default="gate/v1", pattern=r"^[^+#/\s\x00]+(/[^+#/\s\x00]+)*$")
    username: str | None = None
    password: SecretStr | None = None
    ca_file: str = Field(default="", description="TLS as soon as it is given")
    cert_file: str = ""
    key_file: str = ""

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.cert_file or self.key_file) and not self.ca_file:
            raise fault("ca_file", "missing beside cert_file or key_file", "the PEM file of the broker's CA")
        if bool(self.cert_file) != bool(self.key_file):
            raise fault("key_file", "cert_file and key_file go together", "both, or neither")
        return self


class StorageTable(Table):
    path: str = Field(min_length=1, description="the lane's state: outbox and evidence")
    evidence_days: int = Field(default=30, ge=1, le=3650)
    evidence_max_gb: float = Field(default=20, gt=0, le=100_000)
    min_free_gb: float = Field(
        default=1, gt=0, le=1000, description="pictures leave so much of the disk to records: below it the oldest go"
    )


class CalibrationTable(Table):
    """After how many days the lane reminds of a device that was calibrated."""

    camera_days: int = Field(default=365, ge=1, le=3650)
    weighbridge_days: int = Field(default=365, ge=1, le=3650)
    barrier_days: int = Field(default=365, ge=1, le=3650)


class WebTable(Table):
    listen: str = Field(
        default="127.0.0.1:8080", description="host:port", pattern=r"^(\[[0-9a-fA-F:]+\]|[^\s:\[\]]+):\d{1,5}$"
    )
    users_file: str = Field(default="", description="who may log in and decide; users.toml beside this file")

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the page."""
        host = self.listen.rpartition(":")[0].strip("[]")
        return host in ("localhost", "::1") or host.startswith("127.")

    @model_validator(mode="after")
    def _port_exists(self) -> Self:
        if int(self.listen.rpartition(":")[2]) > 65535:
            raise fault("listen", f'no such port (it is "{self.listen}")', "host:port, a port up to 65535")
        return self


class Config(Table):
    """One lane, as its file says."""

    lane: LaneTable
    arrival: ArrivalTable = ArrivalTable()
    camera: tuple[CameraTable, ...] = ()
    weighbridge: WeighbridgeTable | None = None
    barrier: BarrierTable | None = None
    decision: DecisionTable = DecisionTable()
    timing: TimingTable = TimingTable()
    mqtt: MqttTable
    storage: StorageTable
    calibration: CalibrationTable = CalibrationTable()
    recording: RecordingTable = RecordingTable()
    web: WebTable | None = None

    def secrets(self) -> frozenset[str]:
        """Values that no log may show; credentials inside URLs are known by their place there."""
        return frozenset({self.mqtt.password.get_secret_value()} if self.mqtt.password else ())

    def warnings(self) -> tuple[str, ...]:
        """What is allowed but may surprise."""
        found = []
        barrier = self.barrier
        if barrier and barrier.driver == "lcus" and barrier.channel_inputs:
            found.append(
                "barrier.input: the lcus board has no inputs; each by channel reads as unreadable, and beside an "
                'unreadable presence input the lane never sends a close pulse; line = "cts" reads a modem line'
            )
        if barrier and barrier.close_channel and not any(one.role == "presence" for one in barrier.input):
            found.append(
                "barrier.close_channel: no presence input is configured; the barrier's own controller must keep the "
                "boom off vehicles"
            )
        if barrier is None and self.decision.mode != "monitor":
            found.append(f'decision.mode: "{self.decision.mode}" without a [barrier] table decides but opens nothing')
        if self.web and not self.web.is_local:
            found.append(
                "web.listen: reached from other machines without encryption, passwords of a log-in included; let it "
                "listen on 127.0.0.1 and put a TLS proxy before it"
            )
        if not self.mqtt.ca_file and self.mqtt.host not in ("localhost", "127.0.0.1", "::1"):
            found.append("mqtt.ca_file: not given, so the connection to the broker is not encrypted")
        return tuple(found)


def contradictions(config: Config) -> Iterator[str]:
    """A line for each two parts that can't work together: key path, what is wrong, what is allowed."""
    names = [one.name for one in config.camera]
    for name in sorted({one for one in names if names.count(one) > 1}):
        yield f'camera.name: "{name}" is given twice; allowed: a name of its own for each'
    arrival = config.arrival.by
    if arrival == "weight" and config.weighbridge is None:
        yield 'arrival.by: "weight" without a [weighbridge] table; allowed: a [weighbridge] table, or by = "vision"'
    if arrival == "vision" and not config.camera:
        yield 'arrival.by: "vision" without a [[camera]]; allowed: at least one [[camera]] table'
    if arrival == "loop" and not any(one.role == "arrival" for one in (config.barrier.input if config.barrier else ())):
        yield 'arrival.by: "loop" without an input; allowed: a [[barrier.input]] with role = "arrival"'
    if config.decision.max_gross_kg is not None and config.weighbridge is None:
        yield "decision.max_gross_kg: without a [weighbridge] table; allowed: a [weighbridge] table, or leave it out"
    for need in config.decision.require:
        if need == "weight" and config.weighbridge is None:
            yield 'decision.require: "weight" without a [weighbridge] table; allowed: what this lane can read'
        if need != "weight" and not any(need in one.reads for one in config.camera):
            yield f'decision.require: "{need}", but no camera reads it; allowed: a [[camera]] with reads = ["{need}"]'


def load_config(path: Path, secret: SecretSource) -> Config:
    """The configuration in `path`; raises `ConfigError` with every fault."""
    return parse_config(read_toml(path), secret, str(path))


def read_toml(path: Path) -> dict[str, Any]:
    """The document in `path`; raises `ConfigError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError((f"{path}: -: can't be read ({error.strerror}); allowed: a readable TOML file",)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((f"{path}: -: not UTF-8 at byte {error.start}; allowed: TOML in UTF-8",)) from error
    except RecursionError as error:
        raise ConfigError((f"{path}: -: nested too deeply; allowed: TOML 1.0",)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"{path}: -: not TOML: {error}; allowed: TOML 1.0",)) from error


def parse_config(document: dict[str, Any], secret: SecretSource, origin: str) -> Config:
    """The configuration in an already parsed TOML document; `origin` names it in faults."""
    missing: list[str] = []
    filled = _fill_secrets(document, secret, "", missing)
    faults = [f"{origin}: {line}" for line in missing]
    try:
        config = Config.model_validate_json(json.dumps(filled, default=str))
        faults += [f"{origin}: {line}" for line in contradictions(config)]
    except ValidationError as error:
        faults += [f"{origin}: {line}" for line in fault_lines(error, Config, document)]
    if faults:
        raise ConfigError(tuple(faults))
    return config


def _fill_secrets(value: Any, secret: SecretSource, key: str, missing: list[str]) -> Any:  # noqa: ANN401  # any TOML
    if isinstance(value, dict):
        return {name: _fill_secrets(one, secret, join_key(key, name), missing) for name, one in value.items()}
    if isinstance(value, list):
        return [_fill_secrets(one, secret, f"{key}[{number}]", missing) for number, one in enumerate(value)]
    if not isinstance(value, str):
        return value

    def fill(match: re.Match[str]) -> str:
        found = secret(match[1])
        if found is None:
            missing.append(
                f"{key}: no secret named {match[1]}; allowed: the name of a systemd credential, of an environment "
                "variable, or of a file in secrets/ beside this one"
            )
            return match[0]
        # before the "@" of an address a password with "@", "/" or a space would end it; what is quoted stays as it is
        is_login = "://" in value[: match.start()] and "@" in value[match.end() :]
        return quote(found, safe="%") if is_login else found

    return re.sub(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", fill, value)


def schema() -> dict[str, Any]:
    """The JSON Schema of a lane's file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Config.model_json_schema()}
