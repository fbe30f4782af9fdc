from pathlib import Path

import pytest

from server import settings
from server.database.addresses import given
from server.settings import SettingError


def test_defaults_need_nothing_but_a_folder(tmp_path: Path) -> None:
    read = settings.read({"HENGJIAN_DATA": str(tmp_path / "var")})
    assert (read.host, read.port, read.https, read.demo, read.upload_limit) == (
        "127.0.0.1", 8000, False, False, 25 * 1024 * 1024,
    )  # fmt: skip


def test_the_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first, second = (settings.read({"HENGJIAN_DATA": str(tmp_path)}).secret for _ in range(2))
    assert first == second
    assert len(first) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    read = settings.read({"HENGJIAN_DATA": str(tmp_path), "HENGJIAN_SECRET_FILE": str(tmp_path / "key")})
    assert read.secret == "from a file"


@pytest.mark.parametrize(("name", "value"), [("HENGJIAN_PORT", "eighty"), ("HENGJIAN_DEMO", "maybe")])
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        settings.read({"HENGJIAN_DATA": str(tmp_path), name: value})


def test_one_url_serves_as_the_application_role(tmp_path: Path) -> None:
    url = "postgresql://owner:p%40ss@db.example:6543/hengjian"
    where = given(settings.read({"HENGJIAN_DATA": str(tmp_path), "DATABASE_URL": url}))
    assert (where.owner.user, where.owner.password, where.owner.role) == ("owner", "p@ss", "")
    assert (where.app.user, where.app.role, where.app.port) == ("owner", "hengjian_app", 6543)


def test_two_urls_are_two_roles(tmp_path: Path) -> None:
    urls = {"DATABASE_URL": "postgresql://app@h/d", "HENGJIAN_OWNER_URL": "postgresql://owner@h/d"}
    where = given(settings.read({"HENGJIAN_DATA": str(tmp_path), **urls}))
    assert (where.owner.user, where.app.user, where.app.role) == ("owner", "app", "")


def test_another_database_is_refused(tmp_path: Path) -> None:
    read = settings.read({"HENGJIAN_DATA": str(tmp_path), "DATABASE_URL": "sqlite:///here"})
    with pytest.raises(SettingError, match="DATABASE_URL"):
        given(read)
