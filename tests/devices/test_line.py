"""What a serial line is set to, on real pseudo-terminals."""

from __future__ import annotations

import os
import termios
import threading

import pytest
import serial

from edge.devices.line import SerialLine, has_moved, is_busy, open_line, read_line, set_line, write_line
from edge.errors import DeviceError
from tests.devices.modem_server import modem_server
from tests.devices.ptys import Cable
from tests.waiting import until


def test_modem_lines_are_left_up_when_a_line_is_closed(cable: Cable) -> None:
    with open_line(SerialLine(str(cable.path))) as port:
        assert not termios.tcgetattr(port.fileno())[2] & termios.HUPCL
        set_line(port, SerialLine(str(cable.path), 1200, "7E1"))
        assert not termios.tcgetattr(port.fileno())[2] & termios.HUPCL


def test_a_line_takes_another_speed_without_being_closed(cable: Cable) -> None:
    with open_line(SerialLine(str(cable.path))) as port:
        before = port.fileno()
        for baud, speed in ((1200, termios.B1200), (115200, termios.B115200)):
            set_line(port, SerialLine(str(cable.path), baud, "8E1"))
            assert termios.tcgetattr(port.fileno())[4:6] == [speed, speed]
        assert port.fileno() == before


def test_what_was_heard_at_the_former_speed_is_dropped(cable: Cable) -> None:
    line = SerialLine(str(cable.path))
    with open_line(line) as port:
        cable.send(b"former")
        until(lambda: port.in_waiting)
        set_line(port, SerialLine(str(cable.path), 1200))
        assert read_line(port, line) == b""
        cable.send(b"now")
        assert until(lambda: read_line(port, line)) == b"now"


def test_seven_data_bits_are_read_as_seven(cable: Cable) -> None:
    line = SerialLine(str(cable.path), framing="7O1")
    with open_line(line) as port:
        cable.send(b"\xb0\x31\x8d")
        assert until(lambda: read_line(port, line)) == b"01\r"


def test_a_line_that_hangs_up_is_lost_for_reading_and_writing(cable: Cable) -> None:
    line = SerialLine(str(cable.path))
    with open_line(line) as port:
        cable.pull()
        for act in (lambda: read_line(port, line), lambda: write_line(port, line, b"W")):
            with pytest.raises(DeviceError, match=str(cable.path)) as lost:
                act()
            assert lost.value.code == "lost"


def test_a_path_that_leads_elsewhere_or_nowhere_has_moved(cable: Cable) -> None:
    line = SerialLine(str(cable.path))
    with open_line(line) as port:
        assert not has_moved(port, line)
        ours, theirs = os.openpty()
        cable.path.unlink()
        assert has_moved(port, line)
        cable.path.symlink_to(os.ttyname(theirs))
        assert has_moved(port, line)
        os.close(ours)
        os.close(theirs)


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")  # pyserial's
def test_a_line_behind_an_rfc_2217_converter_is_read_and_written() -> None:
    with modem_server() as server, open_line(SerialLine(server.url)) as port:
        server.write(b"+00")
        assert until(lambda: read_line(port, SerialLine(server.url))) == b"+00"
        write_line(port, SerialLine(server.url), b"W")


def test_an_rfc_2217_converter_that_is_not_there_is_named() -> None:
    with pytest.raises(DeviceError, match=r"rfc2217://127\.0\.0\.1:1: .*Connection refused"):
        open_line(SerialLine("rfc2217://127.0.0.1:1"))


def test_a_port_that_is_closed_a_moment_later_is_waited_for(cable: Cable) -> None:
    held = serial.Serial(str(cable.path), exclusive=True)
    closing = threading.Timer(0.2, held.close)
    closing.start()
    with open_line(SerialLine(str(cable.path))) as port:
        assert port.is_open
    closing.join()


def test_a_port_that_another_keeps_is_given_up(cable: Cable) -> None:
    with serial.Serial(str(cable.path), exclusive=True), pytest.raises(DeviceError, match="lock") as refused:
        open_line(SerialLine(str(cable.path)))
    assert is_busy(refused.value.__cause__)
