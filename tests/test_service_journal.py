"""The journal's native protocol at a real socket: where journald has it, in a mount namespace of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from edge.service import leads_to_journal

JOURNAL = """
import json, logging, os, socket, sys
from pathlib import Path
from edge.service import set_up_logging
address = Path("/run/systemd/journal/socket")
address.parent.mkdir(parents=True)
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
if sys.argv[1] != "missing":
    journal.bind(str(address))
if sys.argv[1] == "closed":
    journal.close()
stderr = os.fstat(2)
environment = {"JOURNAL_STREAM": f"{stderr.st_dev}:{stderr.st_ino}"}
set_up_logging(environment, frozenset({"invented word"}), identifier="lanegate-lane-07")
log = logging.getLogger("edge.lane")
"""


def in_journal(doing: str, journal: str = "open") -> subprocess.CompletedProcess[str]:
    """A program whose stderr leads to the journal, in a mount namespace with a /run of its own."""
    apart = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c"]
    mounted = "mount -t tmpfs lanegate-test /run"
    try:
        able = subprocess.run([*apart, mounted], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare(1): a journal's socket can't be set up apart from this machine's")
    if able.returncode != 0:
        pytest.skip(f"a mount namespace is not allowed here: {able.stderr.strip()}")
    command = [*apart, f'{mounted} && exec "$@"', "sh", sys.executable, "-c", JOURNAL + doing, journal]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_the_journal_gets_a_record_with_its_fields_and_without_secrets() -> None:
    ended = in_journal("""
log.warning("a %s\\nat rtsp://user:word@192.0.2.1/101", "invented word", extra={"passage_id": "0193-7"})
print(json.dumps(journal.recv(65536).decode("latin-1")))
""")
    sent = json.loads(ended.stdout)
    text = "a ***\nat rtsp://***@192.0.2.1/101"
    # the native protocol: a text of several lines follows its length, 64 bits, little endian
    assert sent.startswith(f"MESSAGE\n{chr(len(text))}{chr(0) * 7}{text}\n")
    assert {
        "PRIORITY=4",
        "LOGGER=edge.lane",
        "PASSAGE_ID=0193-7",
        "SYSLOG_IDENTIFIER=lanegate-lane-07",
    } <= set(sent.splitlines())
    assert "invented word" not in sent
    assert ended.stderr == ""


def test_a_record_that_concerns_no_passage_has_no_such_field() -> None:
    ended = in_journal("""
log.info("ready")
log.info("ready", extra={"passage_id": None})
print(journal.recv(65536).decode() + journal.recv(65536).decode())
""")
    assert ended.stdout.count("MESSAGE=ready") == 2
    assert "PASSAGE_ID" not in ended.stdout


def test_a_name_that_is_no_text_is_told_with_its_bytes() -> None:
    ended = in_journal("""
log.info("picture %s", os.fsdecode(b"\\xff.jpg"))
print(journal.recv(65536).decode())
""")
    assert "MESSAGE=picture \\udcff.jpg\n" in ended.stdout


@pytest.mark.parametrize("journal", ["missing", "closed"])
def test_what_no_journal_takes_is_told_on_stderr_with_its_priority(journal: str) -> None:
    ended = in_journal('log.error("a %s", "invented word", extra={"passage_id": "0193-7"})', journal)
    assert ended.stderr == "<3>edge.lane: a ***\n"


@pytest.mark.parametrize("named", ["", "8:1", "8", "8:1:2", "one:two"])
def test_a_stderr_that_leads_elsewhere_than_the_journal_speaks_to_a_person(named: str) -> None:
    assert not leads_to_journal({"JOURNAL_STREAM": named})


COMPLAINT = """
import os
from edge.service import complain
stderr = os.fstat(2)
complain("one\\ntwo", {"JOURNAL_STREAM": f"{stderr.st_dev}:{stderr.st_ino}"})
complain("three", {})
"""


def test_why_a_command_ends_is_an_error_in_the_journal() -> None:
    ended = subprocess.run([sys.executable, "-c", COMPLAINT], capture_output=True, text=True, check=True)
    assert ended.stderr == "<3>one\n<3>two\nthree\n"
