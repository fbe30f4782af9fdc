"""Which entry of the navigation is marked."""

import pytest

from server.web.nav import sections
from vendors.actors import Actor, Role

MANAGER = Actor(id=1, name="林知秋", roles=frozenset({Role.CONTRACT_MANAGER}))
SERVED = frozenset({"/", "/assessments", "/reports"})


@pytest.mark.parametrize(
    ("here", "marked"),
    [("/", "/"), ("/assessments/facts", "/assessments"), ("/scorecards/3/lines/K01", "/assessments"), ("/other", None)],
)
def test_a_page_marks_the_entry_it_belongs_to(here: str, marked: str | None) -> None:
    drawn = [link for one in sections(who=MANAGER, here=here, served=SERVED, badges={}) for link in one.links]
    assert next((link.path for link in drawn if link.current), None) == marked
