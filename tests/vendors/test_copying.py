"""Many rows come in at once, in the database's own text format, with nothing of their text lost."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.database.addresses import Addresses
from vendors.copying import copy_text, ferry
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
ODD = ["tab\there", "line\nbreak\r", "back\\slash", "\\N", "\\.", "", "生僻字𬭎", "　全角", "'quoted'"]


async def pieces(*records: tuple[object, ...]) -> AsyncIterator[bytes]:
    for record in records:
        yield copy_text(record)


async def test_odd_texts_numbers_days_and_nothing_come_back_as_they_were(database: Addresses) -> None:
    said = (Decimal("12.3400"), date(2026, 3, 5), None, True, -7)
    async with transaction() as connection:
        await connection.execute(
            "CREATE TEMP TABLE taken (mine int, word text, a numeric, b date, c text, d boolean, e bigint)"
        )
        columns = ("word", "a", "b", "c", "d", "e")
        source = pieces(*((text, *said) for text in ODD))
        assert await ferry(connection, "taken", columns, source, {"mine": 3}) == len(ODD)
        rows = await connection.fetch("SELECT * FROM taken ORDER BY ctid")
    assert [tuple(row) for row in rows] == [(3, text, *said) for text in ODD]


async def test_nothing_to_ferry_is_no_row(database: Addresses) -> None:
    async with transaction() as connection:
        assert await ferry(connection, "vendors_vendor", ("id",), pieces()) == 0


@given(st.lists(st.text(), min_size=1))
def test_a_record_is_one_line_of_as_many_fields(texts: list[str]) -> None:
    line = copy_text(texts)
    assert line.count(b"\n") == 1
    assert line.count(b"\t") == len(texts) - 1
