"""The corpus is checked in the tests' own process; the jailed child says the same, word for word."""

import pytest

from importers.findings.checking import check
from tests.importers.corpus.frame_defects import FRAME, SECURITY, STAMP, TASK
from tests.importers.corpus.planting import Planted
from tests.importers.corpus.record_defects import RECORDS
from tests.support.findings_books import ON
from tests.support.here import checked_here

pytestmark = pytest.mark.anyio

SOME: tuple[Planted, ...] = (FRAME[3], FRAME[-1], TASK[0], STAMP[0], STAMP[2], SECURITY[2], RECORDS[0])


@pytest.mark.parametrize("planted", SOME, ids=[one.name for one in SOME])
async def test_the_jailed_child_says_what_is_said_here(planted: Planted) -> None:
    content = planted.content()
    jailed = await check(content, planted.filename, kind=planted.wanted, context=planted.context, on=ON)
    here = checked_here(content, planted.filename, kind=planted.wanted, context=planted.context)
    assert (jailed.verdict, jailed.kind, jailed.refusal) == (here.verdict, here.kind, here.refusal)
    assert jailed.issues == here.issues
    assert jailed.counts == here.counts
    assert jailed.sheets == here.sheets
