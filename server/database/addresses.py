"""Where the database is, for each of its two roles."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from server.database.embedded import OWNER, EmbeddedServer
from server.settings import SettingError, Settings

APP_ROLE = "hengjian_app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Keyword arguments for a driver; `role` is assumed right after connecting."""

    host: str
    port: int
    user: str
    password: str
    database: str
    role: str = ""

    def for_asyncpg(self) -> dict[str, object]:
        arguments: dict[str, object] = {"host": self.host, "port": self.port, "user": self.user}
        arguments |= {"database": self.database, "server_settings": self._server_settings()}
        if self.password:
            arguments["password"] = self.password
        return arguments

    def for_psycopg(self) -> dict[str, object]:
        options = " ".join(f"-c {name}={value}" for name, value in self._server_settings().items())
        arguments: dict[str, object] = {"host": self.host, "port": self.port, "user": self.user}
        arguments |= {"dbname": self.database, "options": options}
        if self.password:
            arguments["password"] = self.password
        return arguments

    def _server_settings(self) -> dict[str, str]:
        settings = {"timezone": "UTC", "application_name": "hengjian", "jit": "off"}
        return settings | ({"role": self.role} if self.role else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The owner migrates; the application role serves and is neither owner nor BYPASSRLS."""

    owner: Address
    app: Address


def embedded(server: EmbeddedServer, *, database: str = "hengjian") -> Addresses:
    owner = Address(host=str(server.socket), port=5432, user=OWNER, password="", database=database)
    app = Address(host=str(server.socket), port=5432, user=APP_ROLE, password="", database=database)
    return Addresses(owner=owner, app=app)


def given(settings: Settings) -> Addresses:
    """With one URL the service connects with it and assumes the application role; with two, each has its own."""
    if settings.owner_url:
        return Addresses(owner=_parse(settings.owner_url), app=_parse(settings.database_url))
    owner = _parse(settings.database_url)
    app = Address(
        host=owner.host,
        port=owner.port,
        user=owner.user,
        password=owner.password,
        database=owner.database,
        role=APP_ROLE,
    )
    return Addresses(owner=owner, app=app)


def _parse(url: str) -> Address:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(
            "DATABASE_URL 应形如 postgresql://用户:密码@主机:5432/库名。",
            "DATABASE_URL should look like postgresql://user:password@host:5432/database.",
        )
    return Address(
        host=parts.hostname or dict(parse_qsl(parts.query)).get("host", "localhost"),
        port=parts.port or 5432,
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password or ""),
        database=parts.path.lstrip("/") or "postgres",
    )
