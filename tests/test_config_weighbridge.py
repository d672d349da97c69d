from __future__ import annotations

import tomllib
from typing import Any, get_args

import pytest

from edge.commands.registers import modbus_device, register_map
from edge.config_weighbridge import RegistersTable, WeighbridgeTable
from edge.wire.indicators import FORMATS
from edge.wire.registers import PRESETS, RegisterMap, StatusBits
from tests.test_config import ROOT, faults, parsed, whole

CAS = {"counted_from": 40001, "gross": 40008, "type": "int32"}
MODBUS = {"protocol": "modbus-rtu", "registers": CAS}


def lane(**weighbridge: object) -> dict[str, Any]:
    return {**whole(), "weighbridge": {"port": "/dev/ttyS0", "protocol": "yaohua", **weighbridge}}


def table_of(**weighbridge: object) -> WeighbridgeTable:
    table = parsed(lane(**weighbridge)).weighbridge
    assert table is not None
    return table


def map_of(**registers: object) -> RegisterMap:
    table = table_of(protocol="modbus-rtu", registers=registers)
    assert table.registers is not None
    return register_map(table.registers, table.unit)


def test_every_protocol_can_be_named() -> None:
    for protocol in (*FORMATS, "auto"):
        assert table_of(protocol=protocol).protocol == protocol
    assert table_of(**MODBUS).is_modbus
    assert table_of(**MODBUS | {"protocol": "modbus-tcp", "port": "socket://192.0.2.7"}).is_modbus


def test_every_preset_can_be_named_and_no_other() -> None:
    assert set(get_args(get_args(RegistersTable.model_fields["preset"].annotation)[0])) == set(PRESETS)
    for preset, registers in PRESETS.items():
        assert map_of(preset=preset) == registers


@pytest.mark.parametrize(
    ("said", "gross"),
    [
        ({"counted_from": 40001, "gross": 40008}, 7),
        ({"counted_from": 400001, "gross": 400008}, 7),
        ({"counted_from": 30001, "gross": 30008}, 7),
        ({"counted_from": 1, "gross": 8}, 7),
        ({"counted_from": 0, "gross": 7}, 7),
        ({"counted_from": 0, "gross": 0x1000}, 4096),
        ({"counted_from": 0, "gross": 0xFFFE}, 0xFFFE),
        ({"counted_from": 40001, "gross": 50001}, 10000),
    ],
)
def test_registers_are_counted_as_the_manual_counts_them(said: dict[str, int], gross: int) -> None:
    assert map_of(type="int32", **said).gross == gross


def test_numbers_from_30001_are_input_registers() -> None:
    assert map_of(counted_from=30001, gross=30001, type="int16").function == "input"
    assert map_of(counted_from=40001, gross=40001, type="int16").function == "holding"
    assert map_of(counted_from=0, gross=0, type="int16", function="input").function == "input"


def test_all_that_a_site_says_reaches_the_map() -> None:
    registers = {
        "counted_from": 1, "gross": 2, "type": "uint32", "words": "low-first", "decimals_register": 9, "status": 1,
        "motion_bit": 0, "stable_bit": 1, "overload_bit": 2, "underload_bit": 3, "invalid_bit": 4, "negative_bit": 5,
        "net_bit": 6,
    }  # fmt: skip
    table = table_of(protocol="modbus-rtu", unit="t", address=17, registers=registers)
    assert table.registers is not None
    device = modbus_device(table, table.registers)
    bits = StatusBits(motion=0, stable=1, overload=2, underload=3, invalid=4, negative=5, net=6)
    assert (device.transport, device.address) == ("rtu", 17)
    assert device.registers == RegisterMap(
        1, "uint32", "holding", "low-first", "t", decimals_register=8, status=0, bits=bits
    )


def test_registers_may_stand_beside_auto_which_asks_at_the_address_given() -> None:
    table = table_of(protocol="auto", registers={"preset": "pavone-dat"}, address=7)
    assert table.registers is not None
    assert not table.is_modbus
    assert table.device == 7
    assert modbus_device(table, table.registers).registers == PRESETS["pavone-dat"]


def test_a_site_may_differ_from_a_preset() -> None:
    registers = map_of(preset="pavone-dat", words="low-first", decimals=1, overload_bit=7)
    assert (registers.gross, registers.status, registers.words, registers.decimals) == (1, 0, "low-first", 1)
    assert (registers.bits.stable, registers.bits.overload) == (1, 7)
    assert map_of(preset="eagle-ei", counted_from=0, gross=0x2000).gross == 0x2000


def test_the_registers_of_the_example_are_understood() -> None:
    text = (ROOT / "config" / "lane-01.example.toml").read_text(encoding="utf-8")
    begin = text.index("# [weighbridge.registers]")
    lines = text[begin : text.index("[barrier]", begin)].splitlines()
    document = tomllib.loads("\n".join(line.removeprefix("# ") for line in lines))
    table = table_of(protocol="modbus-rtu", **document["weighbridge"])
    assert table.registers is not None
    assert register_map(table.registers, "kg").numbers() == (0, 7, 8)


def test_addresses_are_letters_or_numbers() -> None:
    assert table_of(protocol="yaohua-polled").letter == "A"
    assert table_of(protocol="yaohua-polled", address="C").letter == "C"
    assert (table_of(**MODBUS).device, table_of(**MODBUS, address=247).device) == (1, 247)
    pavone = {"protocol": "modbus-tcp", "port": "socket://192.0.2.7:502", "registers": {"preset": "pavone-dat"}}
    assert (table_of(**pavone, address=255).device, table_of(**pavone, address=0).device) == (255, 0)


@pytest.mark.parametrize(
    ("weighbridge", "said"),
    [
        ({"protocol": "modbus-rtu"}, 'weighbridge.registers: missing beside "modbus-rtu"; allowed: a [weighbridge.reg'),
        ({"registers": CAS}, 'weighbridge.registers: has no meaning for "yaohua"; allowed: protocol = "modbus-rtu" or'),
        (MODBUS | {"framing": "7E1"}, "weighbridge.framing: Modbus has eight data bits (it is 7E1); allowed: 8N1"),
        (MODBUS | {"address": 0}, "weighbridge.address: no Modbus address (it is 0); allowed: 1 to 255"),
        (MODBUS | {"address": 256}, "weighbridge.address: no Modbus address (it is 256)"),
        (MODBUS | {"address": "A"}, "weighbridge.address: no Modbus address (it is 'A')"),
        (MODBUS | {"address": 1.5}, "weighbridge.address: neither text nor a number"),
        (MODBUS | {"address": True}, "weighbridge.address: neither text nor a number"),
        ({"address": "A"}, 'weighbridge.address: has no meaning for "yaohua"; allowed: leave it out'),
        ({"protocol": "yaohua-polled", "address": "a"}, "weighbridge.address: no Yaohua address (it is 'a')"),
        ({"protocol": "yaohua-polled", "address": 1}, "weighbridge.address: no Yaohua address (it is 1)"),
        (MODBUS | {"protocol": "modbus-tcp"}, "weighbridge.port: Modbus TCP goes over a network; allowed: socket://ho"),
        (MODBUS | {"protocol": "modbus-tcp", "port": "rfc2217://x:1"}, "weighbridge.port: Modbus TCP goes over a netw"),
        (MODBUS | {"poll_ms": 99}, "weighbridge.poll_ms: out of range (it is 99); allowed: at least 100"),
        ({"protocol": "modbus"}, "weighbridge.protocol: not a known value"),
    ],
)
def test_what_can_not_be_is_refused(weighbridge: dict[str, object], said: str) -> None:
    (line,) = faults(lane(**weighbridge))
    assert line.startswith(said)


@pytest.mark.parametrize(
    ("registers", "said"),
    [
        ({}, "gross: missing beside no preset; allowed: gross, or a preset"),
        ({"gross": 1, "counted_from": 0}, "type: missing beside no preset"),
        ({"gross": 1, "type": "int32"}, "counted_from: missing beside gross; allowed: 0, 1, 40001"),
        ({"preset": "cas-ci-600d", "gross": 9}, "counted_from: missing beside gross"),
        (CAS | {"counted_from": 2}, "counted_from: not a known value (it is 2); allowed: 0, 1, 30001, 40001"),
        (CAS | {"gross": 7}, "gross: no register counted from 40001; allowed: 40001 to 105535"),
        (CAS | {"counted_from": 0, "gross": 0xFFFF}, "gross: no register counted from 0; allowed: 0 to 65534"),
        (CAS | {"status": 40000, "motion_bit": 1}, "status: no register counted from 40001"),
        (CAS | {"function": "input"}, "function: numbers from 40001 on are holding registers"),
        (CAS | {"counted_from": 30001, "function": "holding"}, "function: numbers from 30001 on are input registers"),
        (CAS | {"motion_bit": 1}, "status: missing beside motion_bit; allowed: the number of the status register"),
        (CAS | {"status": 40001}, "status: says nothing without a bit"),
        (CAS | {"status": 40001, "motion_bit": 16}, "motion_bit: out of range (it is 16); allowed: at most 15"),
        (CAS | {"status": 40001, "motion_bit": 1, "net_bit": 1}, "net_bit: one bit has two meanings"),
        (CAS | {"decimals": 7}, "decimals: out of range (it is 7); allowed: at most 6"),
        (CAS | {"decimals": 1, "decimals_register": 40012}, "decimals_register: decimals are fixed or in a register"),
        (CAS | {"type": "int64"}, "type: not a known value"),
        (CAS | {"preset": "unknown"}, "preset: not a known value"),
        (CAS | {"bit": 1}, "bit: unknown key; allowed: preset, counted_from, gross, function, type, words"),
    ],
)
def test_registers_that_can_not_be_are_refused(registers: dict[str, object], said: str) -> None:
    (line,) = faults(lane(protocol="modbus-rtu", registers=registers))
    assert line.startswith(f"weighbridge.registers.{said}")
