from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.recording.film import FilmEntry, FilmHead, Packet, Shown, encode_film_line, parse_film_line
from edge.recording.values import Lost

seconds = st.floats(0, 1e9)
stamps = st.none() | st.integers(-(2**62), 2**62)
entries = st.one_of(
    st.builds(FilmHead, st.sampled_from(["h264", "hevc", "mjpeg"]), st.binary()),
    st.builds(Packet, st.integers(1, 1 << 30), seconds, st.booleans(), stamps),
    st.builds(Shown, st.integers(1), seconds, stamps),
    st.builds(Lost, st.integers(1)),
)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (b'{"kind":"film","codec":"h264","extradata":"0164001f"}\n', FilmHead("h264", bytes.fromhex("0164001f"))),
        (b'{"kind":"packet","size":18231,"at_s":81.02,"key":true,"pts":90000}\n', Packet(18231, 81.02, True, 90000)),
        (b'{"kind":"shown","number":812,"at_s":81.02,"pts":90000}\n', Shown(812, 81.02, 90000)),
        (b'{"kind":"lost","count":3}\n', Lost(3)),
    ],
)
def test_lines_are_as_drawn(line: bytes, entry: FilmEntry) -> None:
    assert parse_film_line(line) == entry
    assert encode_film_line(entry) == line


@given(entries)
def test_what_is_written_is_read_again(entry: FilmEntry) -> None:
    assert parse_film_line(encode_film_line(entry)) == entry


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_our_error(line: bytes) -> None:
    with pytest.raises(FrameError):
        parse_film_line(line)


@pytest.mark.parametrize(
    "line",
    [
        b'{"kind":"film","codec":"../../etc/passwd"}',
        b'{"kind":"packet","size":0,"at_s":1.0}',
        b'{"kind":"packet","size":99999999999,"at_s":1.0}',
        b'{"kind":"shown","number":0,"at_s":1.0}',
        b'{"kind":"packet","size":10,"at_s":1.0,"key":tr',
    ],
)
def test_what_no_camera_gives_is_refused(line: bytes) -> None:
    with pytest.raises(FrameError):
        parse_film_line(line)
