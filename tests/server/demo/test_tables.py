"""The tables the demo world is made from: the same every time, and nothing in them that a door would refuse."""

from datetime import datetime
from itertools import pairwise

import pytest

from importers.workbook.writing.sheets import Value
from kpi.facts.rules import enterable, event_names
from kpi.rulebooks.queries import in_force
from server.accounts.passwords import Passwords
from server.demo.calendar import TODAY, Agenda, later
from server.demo.parties.houses import VENDORS
from server.demo.parties.institutions import INSTITUTIONS
from server.demo.parties.institutions import NAMES as PLACES
from server.demo.parties.people import BUREAU, HIRED
from server.demo.plans import JOBS
from server.demo.scoring.facts import EVENTS, FACTS, NAMES
from server.demo.work.cases import WINDOWS, cases
from server.demo.work.mistakes import MISTAKES, spoilt
from vendors.institutions.rules import case_problems, institution_problems
from vendors.periods import at_local
from vendors.registry.uscc import problem


@pytest.mark.parametrize("number", range(len(WINDOWS)))
def test_cases_are_the_same_every_time_and_sound(number: int) -> None:
    made = cases(number)
    assert made == cases(number)
    assert case_problems(made, known=frozenset(PLACES)) == {}


def test_every_institution_is_plainly_invented() -> None:
    assert institution_problems(INSTITUTIONS) == {}
    assert all("示例" in one.name for one in INSTITUTIONS)


def test_every_vendor_is_plainly_invented_with_a_well_formed_code() -> None:
    assert [problem(row.code) for row in VENDORS] == [None] * 8
    assert all("示例" in row.name for row in VENDORS)


@pytest.mark.parametrize("key", FACTS)
def test_figures_fit_the_rulebook_of_the_vendors_kind(key: str) -> None:
    rulebook = in_force(key[0], TODAY)
    assert set(NAMES[key[0]]) <= set(enterable(rulebook))
    assert {len(row.split()) for row in FACTS[key].values()} == {len(NAMES[key[0]])}
    assert all(event.kind in event_names(rulebook) for event in EVENTS if event.vendor == key)


def test_passwords_shown_are_passwords_taken() -> None:
    for one in (*BUREAU, *HIRED):
        if one.password:
            Passwords().check(one.password, about=(one.username, one.name, "张掖市医疗保障局"))


def test_jobs_name_known_mistakes_and_send_files_in_order() -> None:
    for job in JOBS:
        assert {name for attempt in job.attempts for name in attempt.mistakes} <= set(MISTAKES)
        assert all(one.on <= two.on for one, two in pairwise(job.attempts))
        assert all(job.issued < attempt.on <= TODAY for attempt in job.attempts)


def test_mistakes_go_to_findings_alone_and_leave_the_rows_given_alone() -> None:
    rows: list[dict[str, Value]] = [{"seq": 1}, {"seq": 2, "vola_type": "0202", "auditor": "甲", "checker": "乙"}]
    assert spoilt(rows, ("checker",)) == [rows[0], rows[1] | {"checker": "甲"}]
    assert rows[1]["checker"] == "乙"


@pytest.mark.anyio
async def test_an_agenda_runs_in_order_of_time_and_stops_at_the_end() -> None:
    seen: list[datetime] = []
    agenda = Agenda()

    async def note(at: datetime) -> None:
        seen.append(at)

    agenda.on(later(TODAY, 1), 9, 0, note)
    agenda.on(TODAY, 10, 0, note)
    agenda.on(TODAY, 9, 0, note)
    await agenda.run(until=at_local(TODAY, 17))
    assert seen == [at_local(TODAY, 9), at_local(TODAY, 10)]
