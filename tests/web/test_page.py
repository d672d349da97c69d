from __future__ import annotations

import http.client
import json
import socket
import threading
from dataclasses import replace
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from edge.errors import DeviceError
from edge.web.page import LanePage
from tests.web.invented import CURRENT, FAULTY_LANE, LANE, PASSAGE_ID, InventedLane, scene


def ask(page: LanePage, path: str, method: str = "GET", host: str | None = None) -> HTTPResponse:
    headers = {} if host is None else {"Host": host}
    answer = urlopen(Request(f"http://127.0.0.1:{page.port}{path}", method=method, headers=headers))
    assert isinstance(answer, HTTPResponse)
    return answer


def status(page: LanePage, path: str, method: str = "GET", host: str | None = None) -> int:
    try:
        with ask(page, path, method, host) as answer:
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code


def test_the_view_comes_as_json_field_by_field(page: LanePage) -> None:
    with ask(page, "/api/lane") as answer:
        view = json.load(answer)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (view["site"], view["lane"], view["phase"]) == ("border-site", "lane-01", "identifying")
    assert view["weight"] == {"gross_kg": 32460, "status": "ok", "stable": True, "age_s": 0.1}
    assert view["cameras"][1]["name"] == "right"
    assert view["broker"] == {"code": "ok", "outbox_depth": 0, "oldest_at": None, "words": {}}
    assert view["passage"]["plate"] == "云G12345"
    assert view["last"][0]["images"][0] == {"name": "front.jpg", "kind": "frame", "version": "a1"}


def test_the_view_is_that_of_the_moment(page: LanePage, source: InventedLane) -> None:
    source.view = replace(FAULTY_LANE, weight=None)
    with ask(page, "/api/lane") as answer:
        view = json.load(answer)
    assert view["weight"] is None
    assert view["passage"] is None
    assert view["faults"][0]["device"] == "camera:right"


def test_the_page_is_html_in_vietnamese_with_all_it_needs_from_here(page: LanePage) -> None:
    with ask(page, "/") as answer:
        text = answer.read().decode()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="vi">' in text
    assert "Trạng thái" in text
    assert "//" not in text.replace("<!doctype", ""), "something is fetched from elsewhere"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("lane.css", "text/css"), ("lane.js", "text/javascript"), ("icon.svg", "image/svg+xml")],
)
def test_static_files_come_with_their_kind(page: LanePage, name: str, kind: str) -> None:
    with ask(page, f"/static/{name}") as answer:
        assert answer.read()
    assert answer.headers["Content-Type"].split(";")[0] == kind


def test_a_cameras_picture_is_a_jpeg_that_nobody_stores(page: LanePage) -> None:
    with ask(page, "/camera/front.jpg?at=1") as answer:
        assert answer.read() == scene("front")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["passage-image", "thumbnail"])
def test_a_passages_picture_is_served_by_its_name(page: LanePage, kind: str) -> None:
    with ask(page, f"/{kind}/{PASSAGE_ID}/rear.jpg?version=b2") as answer:
        assert answer.read() == scene("rear.jpg")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "max-age=3600" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/camera/none.jpg",
        "/marked/none.jpg",
        f"/thumbnail/{PASSAGE_ID}/none.jpg",
        "/camera/front.png",
        f"/passage-image/{PASSAGE_ID}/none.jpg",
        "/passage-image/none/front.jpg",
        "/static/none.js",
        "/words.json",
        "/none",
    ],
)
def test_an_unknown_name_is_not_found(page: LanePage, path: str) -> None:
    assert status(page, path) == 404


@pytest.mark.parametrize(
    "path",
    [
        "/camera/..%2Ffront.jpg",
        "/marked/..%2Ffront.jpg",
        f"/thumbnail/{PASSAGE_ID}/..%2Ffront.jpg",
        "/camera/%2e%2e.jpg",
        f"/passage-image/{PASSAGE_ID}/..%2F..%2Ffront.jpg",
        "/passage-image/../front.jpg",
        "/passage-image/%2e%2e/front.jpg",
        f"/passage-image/{PASSAGE_ID}/front%00.jpg",
        "/static/..%2Fwords.json",
        "/static/%2e%2e/page.py",
    ],
)
def test_a_name_that_climbs_out_of_its_folder_reaches_nobody(page: LanePage, source: InventedLane, path: str) -> None:
    assert status(page, path) == 404
    assert source.asked == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/api/lane", "/camera/front.jpg", "/static/lane.css"])
def test_nothing_but_reading_is_allowed(page: LanePage, method: str, path: str) -> None:
    assert status(page, path, method) == 405


def test_head_gives_the_headers_alone(page: LanePage) -> None:
    with ask(page, "/api/lane", "HEAD") as answer:
        assert answer.read() == b""
    assert int(answer.headers["Content-Length"]) > 0


@pytest.mark.parametrize("path", ["/", "/api/lane", "/camera/front.jpg", "/static/lane.js", "/none"])
def test_every_answer_carries_the_security_headers(page: LanePage, path: str) -> None:
    try:
        answer = ask(page, path)
    except HTTPError as error:
        headers = error.headers
        error.close()
    else:
        headers = answer.headers
        answer.close()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in headers


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1", "[::1]:80", "LOCALHOST"])
def test_the_machines_own_names_are_answered_also_through_a_tunnel(page: LanePage, host: str) -> None:
    assert status(page, "/api/lane", host=host) == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[", "a b"])
@pytest.mark.parametrize("path", ["/", "/api/lane", "/camera/front.jpg", "/static/lane.js"])
def test_a_foreign_host_name_is_refused(page: LanePage, host: str, path: str) -> None:
    assert status(page, path, host=host) == 400


def test_a_request_without_a_host_is_refused(page: LanePage) -> None:
    with socket.create_connection(("127.0.0.1", page.port)) as connection:
        connection.sendall(b"GET /api/lane HTTP/1.0\r\n\r\n")
        assert b" 400 " in connection.makefile("rb").readline()


def test_markup_in_a_plate_stays_text_in_the_page_and_the_json(page: LanePage, source: InventedLane) -> None:
    nasty = "</script><img src=x onerror=alert(1)>"
    source.view = replace(LANE, passage=replace(CURRENT, plate=nasty))
    with ask(page, "/") as answer:
        assert nasty not in answer.read().decode()
    with ask(page, "/api/lane") as answer:
        assert json.load(answer)["passage"]["plate"] == nasty


def test_a_free_port_is_chosen_and_named_in_the_log(source: InventedLane, caplog: pytest.LogCaptureFixture) -> None:
    page = LanePage("127.0.0.1:0", source)
    with caplog.at_level("INFO"):
        page.start()
    page.close()
    assert type(page.port) is int
    assert page.port > 0
    assert f"lane page on http://127.0.0.1:{page.port}/" in caplog.messages


def test_a_port_in_use_is_named_with_what_to_check(page: LanePage) -> None:
    second = LanePage(f"127.0.0.1:{page.port}", InventedLane())
    with pytest.raises(DeviceError, match=f":{page.port}: the port is in use; stop what uses it") as caught:
        second.start()
    assert caught.value.code == "listen"
    second.close()


@pytest.mark.parametrize(
    ("listen", "check"),
    [
        ("127.0.0.1", "write it as"),
        ("127.0.0.1:http", "write it as"),
        ("127.0.0.1:70000", "write it as"),
        (":8080", "write it as"),
        ("192.0.2.1:0", "this machine has no such address"),
        ("bad..name:0", "no such address; check the host name"),
    ],
)
def test_a_bad_address_is_named_with_what_to_check(listen: str, check: str) -> None:
    threads = threading.active_count()
    with pytest.raises(DeviceError, match=check) as caught:
        LanePage(listen, InventedLane()).start()
    assert caught.value.code == "listen"
    assert threading.active_count() == threads


@pytest.mark.parametrize("listen", ["localhost:0", "[::1]:0"])
def test_other_ways_to_name_this_machine_work_too(listen: str) -> None:
    if "::1" in listen and not has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    page = LanePage(listen, InventedLane())
    page.start()
    try:
        connection = http.client.HTTPConnection(listen.rpartition(":")[0].strip("[]"), page.port)
        connection.request("GET", "/api/lane")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        page.close()


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_closing_ends_the_threads_though_browsers_are_connected(source: InventedLane) -> None:
    before = set(threading.enumerate())
    page = LanePage("127.0.0.1:0", source)
    page.start()
    kept_open = http.client.HTTPConnection("127.0.0.1", page.port)
    kept_open.request("GET", "/api/lane")
    kept_open.getresponse().read()
    with socket.create_connection(("127.0.0.1", page.port)) as half_asked:
        half_asked.sendall(b"GET /api/lane HT")
        page.close()
        assert set(threading.enumerate()) <= before
    kept_open.close()
    page.close()


def test_the_port_is_free_again_after_closing(source: InventedLane) -> None:
    first = LanePage("127.0.0.1:0", source)
    first.start()
    assert status(first, "/") == 200
    first.close()
    second = LanePage(f"127.0.0.1:{first.port}", source)
    second.start()
    assert status(second, "/api/lane") == 200
    second.close()


def test_closing_a_page_that_was_never_started_is_harmless() -> None:
    page = LanePage("127.0.0.1:0", InventedLane())
    page.close()
    assert page.port == 0
