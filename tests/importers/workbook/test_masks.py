"""What must not be told of a person is seen however it is spelled, and no masked name is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.workbook.coercion import Cell, Reporter
from importers.workbook.columns import Column, Type
from importers.workbook.masks import masked, shows_identity
from importers.workbook.memos import memo

NUMBER = "620702190001010013"
GAPS = st.sampled_from([*" -－　·./_—", "", "\u00a0", " - "[:2]])


@pytest.mark.parametrize(
    "name",
    [
        "张*明",
        "张**",
        "张＊＊",
        "欧阳*",
        "欧阳*明",
        "张某*",
        "*明",
        "*",
        "李*",
        " 张*\u00a0",
        "阿卜*",
        "买买提·*",
        "Zhang*",
    ],
)
def test_a_masked_name_is_taken(name: str) -> None:
    assert masked(name)


@pytest.mark.parametrize(
    "name",
    [
        "张小明",
        "张小明(*)",
        "张小明（*）",
        "张小明*",
        "*张小明",
        "张*明(张小明)",
        "张小(*)",
        "ZhangSan*",
        "张小明**",
        "",
    ],
)
def test_a_star_beside_a_name_masks_nothing(name: str) -> None:
    assert not masked(name)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "620702 19000101 0013",
        "620702-19000101-0013",
        "620702－１９０００１０１－0013",
        "620702　19000101　0013",
        "620702\u00a01900\u00a00101\u00a00013",
        "6207 0219 0001 0100 13",
        "患者 1 号，证号 620702 19000101 0013。",
        "62072419000307 019x",
    ],
)
def test_an_identity_number_is_seen_through_its_gaps(text: str) -> None:
    assert shows_identity(text)


@pytest.mark.parametrize(
    "text",
    [
        "620702 19000101 0014",
        "2026-08-05 10:20 费用清单 3 页",
        "书证:长期医嘱单:3;书证:费用清单:7",
        "620700G000000012345601",
        "0202 1234 5678 9012 3456 7890",
    ],
)
def test_dates_and_serial_numbers_are_nobody_s(text: str) -> None:
    assert not shows_identity(text)


@given(st.lists(GAPS, min_size=17, max_size=17))
def test_no_gap_between_any_two_digits_hides_the_number(gaps: list[str]) -> None:
    text = "".join(digit + gap for digit, gap in zip(NUMBER, [*gaps, ""], strict=True))
    reporter = Reporter("表")
    cell = Cell(
        Column(key="k", zh="备注", en="note", type=Type.TEXT),
        place=0,
        title="备注",
        reporter=reporter,
        on=date(2026, 1, 1),
    )
    assert memo(cell, "s")[text] is None
    assert [issue.code for issue in reporter.issues if issue.code != "text-cleaned"] == ["id-exposed"]
    assert all(NUMBER not in "".join(filter(str.isdigit, issue.value)) for issue in reporter.issues)
