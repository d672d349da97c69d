"""Whether the lane's daemon runs on this machine, and what it says of its devices: they are its alone while it does."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import psutil
from pydantic import TypeAdapter, ValidationError

from edge.commands.findings import Finding
from edge.commands.outbox import storage_path
from edge.config import Config, WebTable
from edge.errors import ConfigError
from edge.web.source import FaultView, LaneView

PAGE_S = 3.0
MOST_BYTES = 4_000_000
ANYWHERE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104  # read, not listened to
_VIEW = TypeAdapter(LaneView)


@dataclass(frozen=True, slots=True)
class Beside:
    """`pid`: of the daemon, None where none was seen; `view`: what its page says; `stranger`: who answers instead."""

    pid: int | None = None
    view: LaneView | None = None
    stranger: str = ""

    @property
    def runs(self) -> bool:
        return self.pid is not None or self.view is not None

    def fault_of(self, device: str) -> FaultView | None:
        """What the daemon has against a device."""
        return next((one for one in self.view.faults if one.device == device), None) if self.view else None


def quoted(particulars: str) -> str:
    """What the daemon says of a fault."""
    return f"{particulars}, says the running daemon" if particulars else "says the running daemon"


def kept_by_daemon(device: str, port: str) -> Finding:
    """Of a device that only the running daemon can tell of, and it has no page to ask."""
    return Finding(device, "warn", port, "kept")


def look_beside(file: Path, config: Config) -> Beside:
    """The daemon of this configuration, as far as it can be seen."""
    pid = daemon_pid(file, Path(config.storage.path))
    if config.web is None:
        return Beside(pid)
    view, stranger = _ask_page(config.web)
    lane = config.lane
    if view is not None and (view.site, view.lane) != (lane.site, lane.id):
        return Beside(pid, None, f"lane {view.site}/{view.lane}")
    return Beside(pid, view, stranger)


def page_url(web: WebTable) -> str:
    """Where the page is found from this machine."""
    host, _, port = web.listen.rpartition(":")
    return f"http://{ANYWHERE.get(host, host)}:{port}"


def fetch(url: str, wait_s: float = PAGE_S) -> bytes:
    """What is there, at most `MOST_BYTES`; raises `OSError`."""
    with build_opener(ProxyHandler({})).open(url, timeout=wait_s) as answer:
        content: bytes = answer.read(MOST_BYTES)
    return content


def _ask_page(web: WebTable) -> tuple[LaneView | None, str]:
    """What the page says, or who listens there instead (empty: nobody)."""
    try:
        return _VIEW.validate_json(fetch(f"{page_url(web)}/api/lane")), ""
    except ValidationError:
        return None, "a program whose answer is none of this version's lane page"
    except HTTPError as error:
        return None, f"a program that refuses ({error.code})"
    except OSError as error:
        return None, "" if _is_nobody(error) else "something that does not answer"
    except HTTPException:
        return None, "a program that speaks no HTTP"


def _is_nobody(error: OSError) -> bool:
    return isinstance(getattr(error, "reason", None), ConnectionRefusedError)


def daemon_pid(file: Path, state: Path) -> int | None:
    """The process that runs this configuration file, or another one that keeps the lane's state there: a copy, say."""
    for process in psutil.process_iter(["cmdline"]):
        named = _config_of(process.info["cmdline"] or [])
        if named is not None and _is_of(file, state, _folder_of(process) / named):
            return int(process.pid)
    return None


def _config_of(words: list[str]) -> str | None:
    """FILE of a `lanegate run --config FILE`."""
    if "run" not in words:
        return None
    at = words.index("run")
    if not any(Path(word).name in ("lanegate", "edge") for word in words[:at]):
        return None
    for word, following in zip(words[at:], [*words[at + 1 :], ""], strict=True):
        if word == "--config":
            return following
        if word.startswith("--config="):
            return word.removeprefix("--config=")
    return None


def _folder_of(process: psutil.Process) -> Path:
    try:
        return Path(process.cwd())
    except psutil.Error:
        return Path("/")


def _is_of(file: Path, state: Path, named: Path) -> bool:
    with suppress(OSError):
        if file.samefile(named):
            return True
    with suppress(ConfigError):  # another user's
        return storage_path(named) == state
    return False
