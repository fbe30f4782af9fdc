import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import settings
from server.database.embedded import SYSTEM_HOME, EmbeddedServer, ServerWontStart, account_for
from server.settings import SettingError, Settings

HOLD = """
import sys, time
from server import settings
from server.database.embedded import EmbeddedServer
EmbeddedServer(settings.read()).start()
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Settings]:
    made = settings.read({"HENGJIAN_DATA": str(tmp_path / "data"), "HENGJIAN_POSTGRES_FAST": "1"})
    yield made
    server = EmbeddedServer(made)
    if (server.home / "cluster").exists():
        server.start()
        server.stop()
    if server.home.parent == SYSTEM_HOME:
        shutil.rmtree(server.home, ignore_errors=True)


def _alive(server: EmbeddedServer) -> bool:
    return (server.cluster / "postmaster.pid").exists()


def test_a_server_stops_with_the_last_who_uses_it(read: Settings) -> None:
    first, second = EmbeddedServer(read), EmbeddedServer(read)
    first.start()
    second.start()
    first.stop()
    assert _alive(second)
    second.stop()
    assert not _alive(second)


def test_a_server_left_behind_by_a_killed_process_is_adopted(read: Settings) -> None:
    environ = {**os.environ, "HENGJIAN_DATA": str(read.data), "HENGJIAN_POSTGRES_FAST": "1"}
    with subprocess.Popen([sys.executable, "-c", HOLD], env=environ, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"up\n"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    adopted = EmbeddedServer(read)
    assert _alive(adopted)
    adopted.start()
    adopted.stop()
    assert not _alive(adopted)


def test_no_parent_folder_is_opened_to_others(read: Settings, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    server = EmbeddedServer(read)
    server.start()
    server.stop()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert server.home.stat().st_mode & 0o077 == 0


def test_the_server_runs_as_no_privileged_account(read: Settings) -> None:
    server = EmbeddedServer(read)
    server.start()
    pid = int((server.cluster / "postmaster.pid").read_text().splitlines()[0])
    owner = Path(f"/proc/{pid}").stat().st_uid
    server.stop()
    assert owner != 0


def test_an_unfinished_cluster_is_made_anew(read: Settings) -> None:
    server = EmbeddedServer(read)
    server.home.mkdir(parents=True)
    (server.home / "cluster.new").mkdir()
    server.start()
    server.stop()
    assert (server.cluster / "PG_VERSION").exists()


def test_wrong_binaries_are_named_with_a_way_out(tmp_path: Path) -> None:
    for name in ("initdb", "pg_ctl"):
        (tmp_path / name).write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    tmp_path.chmod(0o755)
    made = settings.read({"HENGJIAN_DATA": str(tmp_path / "data"), "HENGJIAN_POSTGRES_BIN": str(tmp_path)})
    server = EmbeddedServer(made)
    started = time.monotonic()
    with pytest.raises(ServerWontStart, match="DATABASE_URL"):
        server.start()
    assert time.monotonic() - started < 20
    if server.home.parent == SYSTEM_HOME:
        shutil.rmtree(server.home)


@pytest.mark.parametrize("wanted", ["nobody-of-that-name", "root"])
def test_root_is_told_to_name_an_unprivileged_account_that_exists(wanted: str) -> None:
    with pytest.raises(SettingError, match="HENGJIAN_POSTGRES_ACCOUNT"):
        account_for(wanted, uid=0)


def test_root_finds_an_unprivileged_account_by_itself() -> None:
    assert account_for("", uid=0).uid != 0


def test_anybody_else_runs_the_server_as_themselves() -> None:
    nobody = account_for("nobody", uid=0)
    assert account_for("root", uid=nobody.uid).uid == nobody.uid
