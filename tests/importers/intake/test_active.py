"""A formula that calls a program is seen by its bar; a bar in a text, a tab's name or a table's column is none."""

import pytest

from importers.intake.inspection.active import by_formula
from importers.intake.refusals import Refused


def of(formula: str, tag: str = "f") -> bytes:
    return f'<row r="1"><c r="A1"><{tag} ca="1">{formula}</{tag}><v>1</v></c></row>'.encode()


@pytest.mark.parametrize("tag", ["f", "x:f", "definedName", "formula1"])
@pytest.mark.parametrize(
    "formula",
    [
        "cmd|'/C calc'!A0",
        "MSEXCEL|'\\..\\..\\cmd.exe /c calc'!''",
        "'cmd'|'/C calc'!A0",
        '"a|b"&amp;DDE|topic!item',
        "cmd&#x7C;'/C calc'!A0",
        "<![CDATA[cmd|'/C calc'!A0]]>",
        "<!-- -->cmd|'/C calc'!A0",
    ],
)
def test_a_formula_that_calls_a_program_is_refused(formula: str, tag: str) -> None:
    with pytest.raises(Refused) as refused:
        by_formula(of(formula, tag))
    assert refused.value.refusal.code == "active-content"


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:A9)",
        'A1&amp;" | "&amp;B1',
        'SUBSTITUTE(A1,"|","""|""")',
        "'甲|乙'!A1",
        "'it''s | it'!A1",
        "表1[收入|支出]",
        "A1&#10;+B1",
        'FIND("|",A1)&lt;&gt;0',
    ],
)
def test_a_bar_inside_quotes_or_brackets_calls_nothing(formula: str) -> None:
    by_formula(of(formula))


def test_a_bar_in_a_text_is_a_text() -> None:
    by_formula(b"<row><c t=\"inlineStr\"><is><t>cmd|'/C calc'!A0</t></is></c><c><f>A1</f></c></row>")
