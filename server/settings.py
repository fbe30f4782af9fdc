"""Every knob of the service: one frozen object, read once from the environment.

Names begin with HENGJIAN_, but for DATABASE_URL. A secret may instead be given as the path of a file in
NAME_FILE. A wrong value raises SettingError, which names the key. Documented in docs/reference/settings.md.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vendors.errors import HengjianError


class SettingError(HengjianError):
    """A setting is wrong; the sentence names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`data` holds blobs, secrets and (unless root) the embedded database."""

    data: Path
    database_url: str
    owner_url: str
    postgres_bin: str
    postgres_account: str
    postgres_fast: bool
    secret: str
    demo: bool
    host: str
    port: int
    https: bool
    upload_limit: int
    pool_size: int
    stalled_seconds: float
    report_fonts: str
    bureau: str
    papers: str


def _text(value: str) -> str:
    return value.strip()


def _switch(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    return known[value.strip().lower()]


def _seconds(value: str) -> float:
    number = float(value)
    if not 0.5 <= number <= 3600:
        raise ValueError(value)
    return number


def _count(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(value)
    return number


T = TypeVar("T")


class _Reader:
    """Reads values by name and says which one is wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def get(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        raw = self._environ.get(name)
        if raw is None and (path := self._environ.get(f"{name}_FILE")):
            raw = Path(path).read_text(encoding="utf-8").strip()
        if raw is None:
            return default
        try:
            return parse(raw)
        except (ValueError, KeyError):
            raise SettingError(
                f"配置项 {name} 的值 {raw!r} 无法识别，请按 docs/reference/settings.md 修改。",
                f"Setting {name} has the value {raw!r}, which is not understood; see docs/reference/settings.md.",
            ) from None


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Creates the data folder and, on first use, its secret."""
    reader = _Reader(os.environ if environ is None else environ)
    data = Path(reader.get("HENGJIAN_DATA", "var", _text)).resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = reader.get("DATABASE_URL", "", _text)
    return Settings(
        data=data,
        database_url=url,
        owner_url=reader.get("HENGJIAN_OWNER_URL", "", _text),
        postgres_bin=reader.get("HENGJIAN_POSTGRES_BIN", "", _text),
        postgres_account=reader.get("HENGJIAN_POSTGRES_ACCOUNT", "", _text),
        postgres_fast=reader.get("HENGJIAN_POSTGRES_FAST", default=False, parse=_switch),
        secret=reader.get("HENGJIAN_SECRET", "", _text) or _kept_secret(data / "secret"),
        demo=reader.get("HENGJIAN_DEMO", default=False, parse=_switch),
        host=reader.get("HENGJIAN_HOST", "127.0.0.1", _text),
        port=reader.get("HENGJIAN_PORT", 8000, _count),
        https=reader.get("HENGJIAN_HTTPS", default=False, parse=_switch),
        upload_limit=reader.get("HENGJIAN_UPLOAD_LIMIT_MB", 25, _count) * 1024 * 1024,
        pool_size=reader.get("HENGJIAN_POOL_SIZE", 10, _count),
        stalled_seconds=reader.get("HENGJIAN_STALLED_SECONDS", 8.0, _seconds),
        report_fonts=reader.get("HENGJIAN_REPORT_FONT_DIR", "", _text),
        bureau=reader.get("HENGJIAN_BUREAU", "张掖市医疗保障局（演示）", _text),
        papers=reader.get("HENGJIAN_PAPERS", "", _text),
    )


def _kept_secret(path: Path) -> str:
    """The installation's own secret, made once and readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        made = secrets.token_hex(32)
        file.write(made)
    return made
