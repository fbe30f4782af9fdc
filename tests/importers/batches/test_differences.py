from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.batches.queries import RowDiff, diff
from server.database.addresses import Addresses
from tests.support import filed
from tests.support.filed import LEADER
from tests.support.versions import HEADER, Said, ready

pytestmark = pytest.mark.anyio
ROWS = st.lists(
    st.builds(
        Said,
        visit=st.sampled_from(["V0001", "V0002", "V0003"]),
        item=st.sampled_from(["A1", "B2"]),
        fen=st.sampled_from([100, 200, 300]),
    ),
    max_size=9,
)
Rows = list[Said]


def identities(rows: Rows) -> Counter[tuple[str, str]]:
    return Counter((row.visit, row.item) for row in rows)


def expected(was: Rows, now: Rows) -> tuple[int, int, int, int]:
    """Added, changed, removed, unchanged: rows that say the same pair off first, then rows of one identity."""
    same = Counter(was) & Counter(now)
    lost, found = identities([*(Counter(was) - same).elements()]), identities([*(Counter(now) - same).elements()])
    changed = (lost & found).total()
    return found.total() - changed, changed, lost.total() - changed, same.total()


def said(rows: Rows, change: RowDiff, *, before: bool) -> Said:
    return rows[(change.was_row if before else change.row) - HEADER - 1]


@settings(max_examples=40)
@given(was=ROWS, now=ROWS)
async def test_whatever_was_edited_added_moved_or_taken_out_is_found_again_exactly(
    database: Addresses, was: Rows, now: Rows
) -> None:
    world = await filed.world(visits=1)
    one, two = await ready(world, was), await ready(world, now)
    shown = await diff(two, against=one, for_=LEADER)
    counts = (shown.added_count, shown.changed_count, shown.removed_count, shown.unchanged_count)
    assert counts == expected(was, now)
    assert (len(shown.added), len(shown.changed), len(shown.removed)) == counts[:3]
    for change in shown.changed:
        before, after = said(was, change, before=True), said(now, change, before=False)
        assert (before.visit, before.item) == (after.visit, after.item)
        assert {cell.key for cell in change.cells} == {"vola_amt"}
    untouched = Counter(now) - Counter(said(now, change, before=False) for change in (*shown.added, *shown.changed))
    assert untouched.total() == shown.unchanged_count
    assert untouched <= Counter(was)
