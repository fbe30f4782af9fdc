"""The whole service as one process over its own database: moved in time, killed, started again, stopped."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import httpx
import pytest

from tests.support.accounts import PHRASE
from tests.support.processes import environment
from tests.support.served import Service, served
from vendors.periods import at_local

MONDAY = at_local(date(2026, 7, 6))
TENTH = at_local(date(2026, 7, 10))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with served(tmp_path_factory.mktemp("service"), at=MONDAY) as running:
        running.person("zhoumin", name="周敏", roles=["auditor"], password=PHRASE)
        yield running


def sign_in(service: Service) -> httpx.Client:
    client = httpx.Client(base_url=service.address, timeout=20)
    form = client.get("/login").text
    token = form.split('name="_csrf" value="')[1].split('"')[0]
    answer = client.post("/login", data={"_csrf": token, "username": "zhoumin", "password": PHRASE})
    assert answer.status_code == 303, answer.text[:500]
    return client


def test_a_process_killed_and_started_again_goes_on_over_the_same_database(service: Service) -> None:
    with closing(sign_in(service)) as client:
        service.kill()
        service.start()
        assert client.get("/").status_code == 200


def test_moving_the_clock_fires_what_the_calendar_says(service: Service) -> None:
    service.at(TENTH)
    with closing(sign_in(service)) as client:
        assert "2026-07-10" in client.get("/journal").text


def test_the_service_stops_on_a_signal_with_a_word_for_nobody(service: Service) -> None:
    assert service.stop() == 0
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{service.address}/healthz")
    service.start()


def test_settings_of_the_run_do_not_reach_its_processes() -> None:
    assert [name for name in environment({"HENGJIAN_DATA": "x"}) if name.startswith("HENGJIAN_")] == ["HENGJIAN_DATA"]
