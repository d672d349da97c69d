from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from edge.config import Config, load_config, parse_config, schema
from edge.errors import ConfigError
from edge.service import Secrets

ROOT = Path(__file__).parent.parent
SECRETS = {"CAMERA_PASSWORD": "invented-camera-word", "MQTT_PASSWORD": "invented-broker-word"}
LINE = re.compile(r"lane\.toml: (-|[a-z_]+(\[\d+\]|\.[a-z_]+)*): [^;]+; allowed: .+")

# as the contract has it, but for two of its comments
CONTRACT = """\
[lane]
site = "kim-thanh"
id = "lane-01"                    # MQTT client id and topic level
direction = "import"              # import (China to Vietnam) | export

[arrival]
by = "weight"                     # weight | loop | vision
threshold_kg = 500

[[camera]]
name = "front"
url = "rtsp://user:secret@192.0.2.11:554/Streaming/Channels/101"
view = "front"                    # front | rear | left | right | top
reads = ["plate"]                 # plate, container
zone = [[0.0,0.2],[1.0,0.2],[1.0,1.0],[0.0,1.0]]                   # optional polygon, fractions of width and height
loop = false                      # video files only: begin again at the end

[weighbridge]                     # leave the table out where the lane has none
port = "/dev/serial/by-path/…"    # any pyserial URL: device, socket://host:port, rfc2217://…
protocol = "yaohua"
baud = 9600
framing = "8N1"

[barrier]                         # leave the table out where the lane has none
port = "/dev/serial/by-path/…"
driver = "lcus"                   # lcus | modbus-rtu | numato
open_channel = 1
close_channel = 2                 # leave out where the barrier closes by itself
pulse_ms = 700

[[barrier.input]]                 # optional; read back from the relay board
name = "safety-loop"
role = "presence"                 # presence | opened | closed | arrival
channel = 1
active = "closed"                 # contact closed | open

[decision]
mode = "local"
require = ["plate", "weight"]     # plate, container, weight
open_for = "any"                  # any | expected
central_timeout_s = 20

[mqtt]
host = "broker.site"
port = 8883
root = "gate/v1"
username = "lane-01"
password = "${MQTT_PASSWORD}"
ca_file = "/etc/lanegate/ca.pem"  # TLS as soon as a ca_file is given
cert_file = ""
key_file = ""

[storage]
path = "/var/lib/lanegate/lane-01"
evidence_days = 30
evidence_max_gb = 20

[web]
listen = "127.0.0.1:8080"         # leave out for no page
"""

WHOLE = """
lane = {site = "invented-gate", id = "lane-01", direction = "import"}
storage = {path = "/var/lib/lanegate/lane-01"}
mqtt = {host = "localhost", password = "${MQTT_PASSWORD}"}
weighbridge = {port = "/dev/ttyS0", protocol = "yaohua"}
barrier = {port = "/dev/ttyS1", driver = "lcus", input = [{name = "loop", role = "presence", channel = 1}]}
arrival = {by = "weight"}
decision = {mode = "local"}
timing = {identify_s = 10}
web = {listen = "127.0.0.1:8080"}

[[camera]]
name = "front"
url = "rtsp://lanegate:${CAMERA_PASSWORD}@192.0.2.11/101"
view = "front"
reads = ["plate"]
"""


def whole() -> dict[str, Any]:
    return tomllib.loads(WHOLE)


def parsed(document: dict[str, Any]) -> Config:
    return parse_config(document, SECRETS.get, "lane.toml")


def faults(document: dict[str, Any]) -> list[str]:
    """The faults of a document, each without its file; every one has the form of the contract."""
    with pytest.raises(ConfigError) as refused:
        parsed(document)
    assert [one for one in refused.value.faults if not LINE.fullmatch(one)] == []
    return [one.removeprefix("lane.toml: ") for one in refused.value.faults]


def changed(key: str, value: object) -> dict[str, Any]:
    """The whole document with another value at `key`, like `camera.0.name`; None takes the key out."""
    document = whole()
    *path, last = key.split(".")
    table: Any = document
    for part in path:
        table = table[int(part)] if part.isdigit() else table[part]
    if value is None:
        del table[last]
    else:
        table[last] = value
    return document


def test_the_example_of_the_contract_is_understood() -> None:
    config = parsed(tomllib.loads(CONTRACT))
    assert (config.lane.site, config.lane.id, config.lane.direction) == ("kim-thanh", "lane-01", "import")
    assert config.camera[0].zone == ((0.0, 0.2), (1.0, 0.2), (1.0, 1.0), (0.0, 1.0))
    assert config.barrier is not None
    assert (config.barrier.open_channel, config.barrier.close_channel, config.barrier.pulse_ms) == (1, 2, 700)
    assert config.barrier.input[0].name == "safety-loop"
    assert config.decision.central_timeout_s == 20
    assert config.mqtt.password is not None
    assert config.mqtt.password.get_secret_value() == SECRETS["MQTT_PASSWORD"]
    assert config.storage.evidence_max_gb == 20
    assert config.storage.min_free_gb == 1
    assert config.web is not None


def test_the_example_in_the_repository_is_understood() -> None:
    config = load_config(ROOT / "config" / "lane-01.example.toml", SECRETS.get)
    assert [one.name for one in config.camera] == ["front", "right", "rear"]
    assert config.warnings() == ()


def test_the_schema_in_the_repository_is_made_from_the_code() -> None:
    assert json.loads((ROOT / "config" / "lane.schema.json").read_text(encoding="utf-8")) == schema()


def test_a_lane_may_be_as_small_as_this() -> None:
    document = whole()
    for table in ("weighbridge", "barrier", "timing", "web"):
        del document[table]
    config = parsed({**document, "arrival": {"by": "vision"}, "decision": {"require": ["plate"]}})
    assert (config.weighbridge, config.barrier, config.web) == (None, None, None)
    assert config.decision.mode == "monitor"
    assert config.mqtt.port == 8883


LEVELS = {
    "x": "lane, arrival, camera, weighbridge, barrier, decision, timing, mqtt, storage, calibration, recording, web",
    "lane.x": "site, id, direction",
    "arrival.x": "by, threshold_kg",
    "camera.0.x": "name, url, view, reads, zone, loop",
    "weighbridge.x": "port, protocol, baud, framing, unit, address, digits, poll_ms, stable_frames, settle_s, "
    "registers",
    "barrier.x": "port, driver, baud, framing, address, timed, open_channel, close_channel, pulse_ms, travel_s, "
    "poll_ms, modbus, board, input",
    "barrier.input.0.x": "name, role, channel, line, port, active",
    "decision.x": "mode, require, open_for, central_timeout_s, min_confidence, allow, refuse, max_gross_kg, "
    "weight_tolerance_kg, weight_tolerance_percent",
    "timing.x": "identify_s, gone_s, clear_s",
    "mqtt.x": "host, port, root, username, password, ca_file, cert_file, key_file",
    "storage.x": "path, evidence_days, evidence_max_gb, min_free_gb",
    "web.x": "listen, users_file",
}


@pytest.mark.parametrize(("key", "allowed"), LEVELS.items())
def test_an_unknown_key_is_refused_with_the_keys_that_are_allowed(key: str, allowed: str) -> None:
    shown = re.sub(r"\.(\d+)", r"[\1]", key)
    assert faults(changed(key, 1)) == [f"{shown}: unknown key; allowed: {allowed}"]


@pytest.mark.parametrize(
    "key",
    [
        "lane", "mqtt", "storage", "lane.site", "lane.id", "lane.direction", "camera.0.name", "camera.0.url",
        "camera.0.view", "camera.0.reads", "weighbridge.port", "weighbridge.protocol", "barrier.port",
        "barrier.driver", "barrier.input.0.channel", "mqtt.host", "storage.path",
    ],
)  # fmt: skip
def test_a_key_that_must_be_there_is_named(key: str) -> None:
    shown = re.sub(r"\.(\d+)", r"[\1]", key)
    assert [one.split("; ")[0] for one in faults(changed(key, None))] == [f"{shown}: missing"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("barrier.pulse_ms", 99, "(it is 99); allowed: at least 100"),
        ("barrier.pulse_ms", 5001, "(it is 5001); allowed: at most 5000"),
        ("barrier.open_channel", 0, "(it is 0); allowed: at least 1"),
        ("barrier.close_channel", 17, "(it is 17); allowed: at most 16"),
        ("arrival.threshold_kg", 49, "allowed: at least 50"),
        ("arrival.threshold_kg", 20_001, "allowed: at most 20000"),
        ("arrival.threshold_kg", 500.0, "(it is 500.0); allowed: a valid integer"),
        ("weighbridge.stable_frames", 2, "allowed: at least 3"),
        ("weighbridge.baud", 9601, "allowed: 300, 600, 1200, 2400, 4800, 9600,"),
        ("weighbridge.baud", "9600", '(it is "9600"); allowed: 300,'),
        ("weighbridge.framing", "9N1", "allowed: '8N1', "),
        ("decision.central_timeout_s", 0, "allowed: at least 1"),
        ("decision.central_timeout_s", float("inf"), "allowed: a finite number"),
        ("decision.mode", "automatic", "(it is \"automatic\"); allowed: 'monitor', 'local' or 'central'"),
        ("decision.require", ["plate", "colour"], "allowed: 'plate', 'container' or 'weight'"),
        ("decision.min_confidence", 1.0, "(it is 1.0); allowed: less than 1"),
        ("decision.refuse", [""], "not of the right form"),
        ("decision.allow", ["---"], "not of the right form"),
        ("decision.max_gross_kg", 499, "allowed: at least 500"),
        ("decision.weight_tolerance_kg", -1, "allowed: at least 0"),
        ("decision.weight_tolerance_percent", 101, "allowed: at most 100"),
        ("timing.gone_s", 0.4, "allowed: at least 0.5"),
        ("mqtt.port", 0, "allowed: at least 1"),
        ("mqtt.port", 65536, "allowed: at most 65535"),
        ("mqtt.port", True, "(it is true); allowed: a valid integer"),
        ("mqtt.root", "gate/#", "not of the right form"),
        ("mqtt.root", "/gate", "not of the right form"),
        ("storage.evidence_days", 0, "allowed: at least 1"),
        ("storage.evidence_max_gb", 0, "allowed: more than 0"),
        ("storage.min_free_gb", 0, "allowed: more than 0"),
        ("web.listen", "8080", "allowed: host:port"),
        ("web.listen", "127.0.0.1:99999", "no such port"),
        ("lane.id", "lane/01", '(it is "lane/01")'),
        ("lane.id", "", "not of the right form"),
        ("lane.direction", "both", "allowed: 'import' or 'export'"),
        ("camera.0.name", "front+", "not of the right form"),
        ("camera.0.view", "below", "allowed: 'front', 'rear', 'left', 'right' or 'top'"),
        ("camera.0.reads", [], "at least 1 item"),
        ("camera.0.zone", [[0, 0], [1, 1]], "at least 3 items"),
        ("camera.0.zone", [[0, 0], [1, 1], [1.01, 0]], "(it is 1.01); allowed: at most 1"),
        ("camera.0.zone", [[0, 0], [1, 1], [0, -0.1]], "(it is -0.1); allowed: at least 0"),
        ("camera.0.zone", [[0, 0], [1, 1], [0]], "missing"),
        ("camera.0.loop", 1, "allowed: a valid boolean"),
        ("camera.0.loop", True, "a live stream has no end"),
        ("camera.0.url", "", "not a camera address"),
        ("camera.0.url", "http://192.0.2.11/", "not a camera address"),
        ("barrier.driver", "relayduino", "allowed: 'lcus', 'modbus-rtu', 'numato' or 'custom'"),
        ("barrier.driver", "custom", "board: goes with this driver and no other"),
        ("barrier.board", {"on": "01", "off": "00"}, "board: goes with this driver and no other"),
        ("barrier.address", 2, 'address: has no meaning for "lcus"; allowed: driver = "modbus-rtu"'),
        ("barrier.modbus", {}, 'modbus: has no meaning for "lcus"'),
        ("barrier.modbus", {"off_value": 0xFF00}, "off_value: the same as on_value"),
        ("barrier.timed", True, "timed: this board has no timer that is known; allowed: false"),
        ("barrier.baud", 300, "allowed: 1200, 2400,"),
        ("barrier.travel_s", 0.5, "allowed: at least 1"),
        ("barrier.poll_ms", 49, "allowed: at least 50"),
        ("barrier.input.0.line", "cts", "input[0].line: an input is one contact, not two"),
        ("barrier.input.0.line", "rts", "allowed: 'cts', 'dsr', 'dcd' or 'ri'"),
        ("barrier.input.0.port", "/dev/ttyS2", "input[0].port: only a modem line has a port of its own"),
        ("barrier.close_channel", 1, "the same relay as open_channel"),
        ("mqtt.cert_file", "lane.pem", "missing beside cert_file or key_file"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_in_its_place(key: str, value: object, said: str) -> None:
    (line,) = faults(changed(key, value))
    place = line.split(": ")[0]
    table = re.sub(r"\.(\d+)", r"[\1]", key).rpartition(".")[0]
    assert place.startswith(table)
    assert said in line


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"weighbridge": None}, 'arrival.by: "weight" without a [weighbridge] table'),
        ({"arrival": {"by": "loop"}}, 'arrival.by: "loop" without an input; allowed: a [[barrier.input]]'),
        ({"arrival": {"by": "vision"}, "camera": []}, 'arrival.by: "vision" without a [[camera]]'),
        ({"arrival": {"by": "vision"}, "weighbridge": None}, 'decision.require: "weight" without a [weighbridge]'),
        (
            {"arrival": {"by": "vision"}, "weighbridge": None, "decision": {"require": [], "max_gross_kg": 48000}},
            "decision.max_gross_kg: without a [weighbridge] table",
        ),
        ({"decision": {"require": ["container"]}}, 'decision.require: "container", but no camera reads it'),
        ({"camera": whole()["camera"] * 2}, 'camera.name: "front" is given twice'),
    ],
)
def test_parts_that_can_not_work_together_are_refused(changes: dict[str, Any], line: str) -> None:
    document = {name: value for name, value in {**whole(), **changes}.items() if value is not None}
    assert faults(document)[0].startswith(line)


def test_two_inputs_of_one_name_are_refused() -> None:
    document = whole()
    document["barrier"]["input"] *= 2
    assert faults(document)[0].startswith('barrier.input.name: "loop" is given twice')


def test_a_certificate_and_its_key_go_together() -> None:
    document = whole()
    document["mqtt"] |= {"ca_file": "ca.pem", "cert_file": "lane.pem"}
    assert faults(document)[0].startswith("mqtt.key_file: cert_file and key_file go together")


def test_every_fault_is_told_at_once() -> None:
    document = changed("barrier.pulse_ms", 5)
    document["lane"]["colour"] = "red"
    document["camera"][0]["view"] = "below"
    document["mqtt"]["username"] = "${NOBODY}"
    del document["storage"]["path"]
    assert sorted(one.split(": ")[0] for one in faults(document)) == [
        "barrier.pulse_ms",
        "camera[0].view",
        "lane.colour",
        "mqtt.username",
        "storage.path",
    ]


def test_one_table_where_a_list_of_them_belongs_is_told_without_what_it_holds() -> None:
    document = whole()
    document["camera"] = document["camera"][0] | {"url": "rtsp://lanegate:word@192.0.2.11/101"}
    assert faults(document) == ["camera: wrong (it is a table); allowed: a valid array"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("camera.0.url", "http://lanegate:${CAMERA_PASSWORD}@192.0.2.11/"),
        ("camera", "rtsp://lanegate:${CAMERA_PASSWORD}@192.0.2.11/"),
        ("camera", "rtsp://lanegate:invented-camera-word@192.0.2.11/"),
        ("camera", {"url": "rtsp://lanegate:invented-camera-word@192.0.2.11/"}),
        ("mqtt.password", ["${MQTT_PASSWORD}"]),
        ("mqtt.port", "${MQTT_PASSWORD}"),
        ("mqtt", "${MQTT_PASSWORD}"),
        ("lane.id", "${MQTT_PASSWORD} "),
        ("lane.direction", "${MQTT_PASSWORD}"),
        ("weighbridge.protocol", "${MQTT_PASSWORD}"),
        ("x", "${MQTT_PASSWORD}"),
    ],
)
def test_no_fault_shows_a_secret(key: str, value: object) -> None:
    lines = "\n".join(faults(changed(key, value)))
    assert [word for word in SECRETS.values() if word in lines] == []


def test_no_configuration_shows_a_secret() -> None:
    config = parsed(whole())
    shown = f"{config!r} {config} {config.model_dump()} {config.warnings()}"
    assert [word for word in SECRETS.values() if word in shown] == []
    assert config.secrets() == {SECRETS["MQTT_PASSWORD"]}
    assert config.camera[0].url.get_secret_value() == "rtsp://lanegate:invented-camera-word@192.0.2.11/101"


@pytest.mark.parametrize(
    ("secret", "placed"),
    [("p@ss/wo rd?#", "p%40ss%2Fwo%20rd%3F%23"), ("p%40ss", "p%40ss"), ("plain-1_~.", "plain-1_~.")],
)
def test_a_secret_inside_an_address_is_quoted(secret: str, placed: str) -> None:
    document = changed("mqtt.password", "${WORD}")
    document["camera"][0]["url"] = "rtsp://admin:${WORD}@192.0.2.1/101"
    config = parse_config(document, lambda _: secret, "lane.toml")
    assert config.camera[0].url.get_secret_value() == f"rtsp://admin:{placed}@192.0.2.1/101"
    assert config.mqtt.password is not None
    assert config.mqtt.password.get_secret_value() == secret


def test_a_host_from_outside_is_taken_as_it_is() -> None:
    document = changed("camera.0.url", "rtsp://${CAMERA}/101")
    config = parse_config(document, lambda _: "192.0.2.1:8554", "lane.toml")
    assert config.camera[0].url.get_secret_value() == "rtsp://192.0.2.1:8554/101"


def test_a_missing_secret_is_named_once_by_its_place() -> None:
    assert faults(changed("mqtt.host", "${BROKER_HOST}")) == [
        "mqtt.host: no secret named BROKER_HOST; allowed: the name of a systemd credential, of an environment "
        "variable, or of a file in secrets/ beside this one"
    ]


def test_secrets_come_from_the_environment_or_from_systemd(tmp_path: Path) -> None:
    path = tmp_path / "lane.toml"
    path.write_text(WHOLE, encoding="utf-8")
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "MQTT_PASSWORD").write_text("from systemd\n", encoding="utf-8")
    environment = {**SECRETS, "CREDENTIALS_DIRECTORY": str(credentials)}
    config = load_config(path, Secrets(environment))
    assert config.mqtt.password is not None
    assert config.mqtt.password.get_secret_value() == "from systemd"
    assert "invented-camera-word" in config.camera[0].url.get_secret_value()


def test_what_only_looks_like_a_secret_stays_as_it_is() -> None:
    config = parsed(changed("storage.path", "/srv/$HOME/${not a name}/$$"))
    assert config.storage.path == "/srv/$HOME/${not a name}/$$"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"site = '\xff'", "-: not UTF-8 at byte 8; allowed: TOML in UTF-8"),
        (b"[lane", "-: not TOML: "),
        (b"a = 1\na = 2", "-: not TOML: "),
        (b"a = " + b"[" * 50_000, "-: nested too deeply; allowed: "),
        (b"\x00", "-: not TOML: "),
        (b"", "lane: missing; allowed: "),
    ],
)
def test_a_file_that_is_no_configuration_is_told_in_lines(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "lane.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as refused:
        load_config(path, SECRETS.get)
    assert refused.value.faults[0].startswith(f"{path}: {said}")
    assert all("\n" not in one for one in refused.value.faults)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "nothing.toml", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(ConfigError) as refused:
            load_config(path, SECRETS.get)
        assert refused.value.faults == (f"{path}: -: can't be read ({why}); allowed: a readable TOML file",)


@pytest.mark.parametrize(
    ("key", "value", "warned"),
    [
        ("barrier.close_channel", 2, "barrier.input: the lcus board has no inputs"),
        ("barrier", None, 'decision.mode: "local" without a [barrier] table'),
        ("mqtt.host", "broker.example", "mqtt.ca_file: not given"),
        ("web.listen", "0.0.0.0:8080", "web.listen: reached from other machines without encryption, passwords"),
        ("web.listen", "[::]:8080", "web.listen: reached from other machines without encryption, passwords"),
    ],
)
def test_what_may_surprise_is_warned_of(key: str, value: object, warned: str) -> None:
    assert any(one.startswith(warned) for one in parsed(changed(key, value)).warnings())


@pytest.mark.parametrize("listen", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "127.8.0.1:0"])
def test_a_page_for_this_machine_alone_is_not_warned_of(listen: str) -> None:
    warnings = parsed(changed("web.listen", listen)).warnings()
    assert not any(one.startswith("web.") for one in warnings)


def test_a_configuration_can_not_be_changed_afterwards() -> None:
    config = parsed(whole())
    with pytest.raises(ValueError, match="frozen"):
        config.lane.site = "other"
