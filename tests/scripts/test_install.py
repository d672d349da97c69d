"""`scripts/install`, the real script with real pip, on a lane PC apart from this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.scripts.lane_pc import REPOSITORY, LanePC

IN_PLACE = "/opt/lanegate/venv/bin/lanegate"


def version_of(lane_pc: LanePC) -> str:
    return lane_pc.run("lanegate", "--version").stdout.strip()


def test_the_first_installation_puts_everything_where_a_lane_looks_for_it(lane_pc: LanePC) -> None:
    told = lane_pc.install_version("0.1.0")
    assert told.startswith("0 "), told
    assert version_of(lane_pc) == "lanegate 0.1.0"
    rights = lane_pc.run("stat", "-c", "%U:%G %a %n", "/etc/lanegate", "/etc/lanegate/secrets", "/var/lib/lanegate")
    assert rights.stdout.splitlines() == [
        "root:lanegate 2750 /etc/lanegate",
        "root:lanegate 2750 /etc/lanegate/secrets",
        "lanegate:lanegate 750 /var/lib/lanegate",
    ]
    unit = (REPOSITORY / "systemd/lanegate@.service").read_text(encoding="utf-8")
    assert lane_pc.text("/etc/systemd/system/lanegate@.service") == unit
    assert lane_pc.text("/etc/systemd/system/lanegate.target") == "# of 0.1.0\n"
    assert "lanegate_end" in lane_pc.text("/etc/udev/rules.d/70-lanegate.rules")
    assert lane_pc.text("/etc/lanegate/lane-01.toml.example").startswith(
        (REPOSITORY / "config/lane-01.example.toml").read_text(encoding="utf-8")[:200]
    )
    assert lane_pc.text("/opt/lanegate/README.md").startswith("# lanegate")
    technicians = lane_pc.run("find", "/opt/lanegate/scripts/", "-name", "*.py", "-executable", "-printf", "%f\n")
    assert sorted(technicians.stdout.split()) == [
        "calibrate_barrier.py",
        "calibrate_camera.py",
        "calibrate_weighbridge.py",
    ]


def test_what_is_installed_may_be_read_by_the_lanes_whatever_umask_root_has(lane_pc: LanePC) -> None:
    before = os.umask(0o077)
    try:
        lane_pc.install_version("0.1.0")
    finally:
        os.umask(before)
    shown = lane_pc.run("setpriv", "--reuid=lanegate", "--regid=lanegate", "--clear-groups", IN_PLACE, "--version")
    assert shown.stdout == "lanegate 0.1.0\n", shown.stderr


def test_a_second_installation_changes_nothing_that_was_written_by_hand(lane_pc: LanePC) -> None:
    lane_pc.install_version("0.1.0")
    kept = {
        "/etc/lanegate/lane-01.toml": "[lane]\n",
        "/etc/lanegate/secrets/BROKER": "a word\n",
        "/var/lib/lanegate/lane-01/outbox.sqlite": "records",
    }
    lane_pc.run("mkdir", "/var/lib/lanegate/lane-01")
    for path, text in kept.items():
        lane_pc.write(path, text)
    user = lane_pc.run("id", "lanegate").stdout
    for version in ("0.1.0", "0.2.0"):
        told = lane_pc.install_version(version)
        assert told.startswith("0 "), told
    assert version_of(lane_pc) == "lanegate 0.2.0"
    assert {path: lane_pc.text(path) for path in kept} == kept
    assert lane_pc.run("id", "lanegate").stdout == user
    assert len(lane_pc.run("ls", "/opt/lanegate/versions").stdout.split()) == 2  # it, and the one before


def test_a_version_that_refuses_a_configuration_in_use_is_not_put_in_place(lane_pc: LanePC) -> None:
    lane_pc.install_version("0.1.0")
    lane_pc.write("/etc/lanegate/lane-01.toml", "old key\n")
    told = lane_pc.install_version("0.2.0", refuses=("old key",))
    assert told.startswith("1 ")
    assert "refuses /etc/lanegate/lane-01.toml, which the one in place takes: nothing was changed" in told
    assert version_of(lane_pc) == "lanegate 0.1.0"
    assert lane_pc.text("/etc/systemd/system/lanegate.target") == "# of 0.1.0\n"
    assert len(lane_pc.run("ls", "/opt/lanegate/versions").stdout.split()) == 1


def test_a_configuration_that_was_wrong_before_keeps_no_version_out(lane_pc: LanePC) -> None:
    lane_pc.install_version("0.1.0", refuses=("nonsense",))
    lane_pc.write("/etc/lanegate/lane-01.toml", "nonsense\n")
    lane_pc.write("/etc/lanegate/users.toml", "nonsense\n")
    told = lane_pc.install_version("0.2.0", refuses=("nonsense",))
    assert told.startswith("0 "), told
    assert "/etc/lanegate/lane-01.toml has to be mended before its lane can start" in told
    assert "users.toml has to be" not in told  # that is no lane's


def test_a_lanes_variables_are_read_as_systemd_does_and_never_run(lane_pc: LanePC, tmp_path: Path) -> None:
    lane_pc.install_version("0.1.0")
    sign = tmp_path / "was-run"
    lane_pc.write("/etc/lanegate/lane-01.env", f'# comment\nFIRST=two words $(touch {sign})\n SECOND="in quotes"\n')
    wants = f"wants FIRST=two words $(touch {sign})\nwants SECOND=in quotes\nold key\n"
    lane_pc.write("/etc/lanegate/lane-01.toml", wants)
    told = lane_pc.install_version("0.2.0", refuses=("old key",))
    assert "which the one in place takes" in told  # so it was given what it wants
    assert not sign.exists()


def test_running_lanes_are_restarted_with_the_new_version(lane_pc: LanePC) -> None:
    lane_pc.install_version("0.1.0")
    lane_pc.write("/etc/lanegate/lane-01.toml", "")
    lane_pc.write("/etc/lanegate/lane-02.toml", "")
    lane_pc.begin_systemd(["lane-01", "lane-02"])
    told = lane_pc.install_version("0.2.0")
    assert told.startswith("0 "), told
    assert [one for one in lane_pc.told_systemd if not one.startswith("list-units")] == [
        "daemon-reload",
        "--quiet enable lanegate.target",
        "restart lanegate@lane-01.service",
        "restart lanegate@lane-02.service",
    ]


def test_a_version_whose_lanes_do_not_get_ready_is_taken_back_with_its_units(lane_pc: LanePC) -> None:
    lane_pc.install_version("0.1.0")
    lane_pc.write("/etc/lanegate/lane-01.toml", "")
    lane_pc.begin_systemd(["lane-01"])
    told = lane_pc.install_version("0.2.0", run_code=1)
    assert told.startswith("1 ")
    assert "lanegate@lane-01.service does not get ready" in told
    assert "the upgrade was taken back" in told
    assert version_of(lane_pc) == "lanegate 0.1.0"
    assert lane_pc.text("/etc/systemd/system/lanegate.target") == "# of 0.1.0\n"
    assert lane_pc.told_systemd[-1] == "restart lanegate@lane-01.service"
    assert lane_pc.told_systemd.count("daemon-reload") == 2
    assert len(lane_pc.run("ls", "/opt/lanegate/versions").stdout.split()) == 1


@pytest.mark.parametrize("missing", ["lanegate-0.2.0", "needed-1.0"])
def test_a_folder_of_wheels_that_lacks_one_leaves_what_is_in_place(lane_pc: LanePC, missing: str) -> None:
    lane_pc.install_version("0.1.0")
    (lane_pc.repository / "pyproject.toml").write_text('version = "0.2.0"\n', encoding="utf-8")
    (lane_pc.wheels / f"{missing}-py3-none-any.whl").unlink(missing_ok=True)
    ended = lane_pc.install("--wheels", lane_pc.wheels)
    assert ended.returncode == 1
    assert "this version could not be made, see above; what was in place stays" in ended.stderr
    assert version_of(lane_pc) == "lanegate 0.1.0"
    assert len(lane_pc.run("ls", "/opt/lanegate/versions").stdout.split()) == 1


def test_a_wheel_that_is_not_the_locked_one_is_refused(lane_pc: LanePC) -> None:
    lane_pc.install_version("0.1.0")
    with (lane_pc.wheels / "needed-1.0-py3-none-any.whl").open("ab") as wheel:
        wheel.write(b"changed")
    ended = lane_pc.install("--wheels", lane_pc.wheels)
    assert ended.returncode == 1
    assert "hash" in ended.stderr.lower()
    assert version_of(lane_pc) == "lanegate 0.1.0"


def test_after_uninstalling_configuration_and_state_are_all_that_is_left(lane_pc: LanePC) -> None:
    lane_pc.install_version("0.1.0")
    lane_pc.write("/etc/lanegate/lane-01.toml", "[lane]\n")
    lane_pc.run("mkdir", "/var/lib/lanegate/lane-01")
    lane_pc.begin_systemd(["lane-01"])
    for _ in range(2):  # the second finds nothing, and that is no fault
        ended = lane_pc.install("--uninstall")
        assert ended.returncode == 0, ended.stderr
    assert "disable --now lanegate@lane-01.service" in lane_pc.told_systemd
    gone = ("/opt/lanegate", "/usr/local/bin/lanegate", "/etc/udev/rules.d/70-lanegate.rules")
    units = ("/etc/systemd/system/lanegate@.service", "/etc/systemd/system/lanegate.target")
    assert [one for one in (*gone, *units) if lane_pc.has(one)] == []
    assert lane_pc.text("/etc/lanegate/lane-01.toml") == "[lane]\n"
    assert lane_pc.has("/var/lib/lanegate/lane-01")


@pytest.mark.parametrize("options", [["--unknown"], ["--wheels"], ["--wheels", "/nowhere"], ["--make-wheels"]])
def test_an_option_that_means_nothing_is_answered_with_the_usage(options: list[str]) -> None:
    ended = subprocess.run([REPOSITORY / "scripts/install", *options], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "scripts/install --wheels DIR" in ended.stderr


@pytest.mark.parametrize("options", [[], ["--uninstall"]])
def test_others_than_root_are_told_what_to_do(options: list[str]) -> None:
    script = str(REPOSITORY / "scripts/install")
    # root in a user namespace that does not know it is nobody there
    as_nobody = ["unshare", "--user"] if os.geteuid() == 0 else []
    if as_nobody and subprocess.run([*as_nobody, "true"], check=False).returncode != 0:
        pytest.skip("a user namespace is not allowed here")
    ended = subprocess.run([*as_nobody, script, *options], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"only root may do this: sudo {script}" in ended.stderr
