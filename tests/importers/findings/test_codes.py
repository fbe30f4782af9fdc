"""Codes in a sheet: credit codes, dictionaries, local codes, codes that ended; names keep their rare characters."""

from dataclasses import replace
from datetime import date

import pytest

from importers.findings.checking import Checked, Verdict, check
from importers.findings.checks import row_checks
from importers.findings.context import TaskContext
from importers.findings.kinds import AUDIT_PROBLEMS, INJURY_INVESTIGATION, KINDS, RECORD_REVIEW
from importers.findings.record_kinds import CONFIRMATIONS, DISABILITY_ASSESSMENT
from importers.findings.scene import Kind
from importers.findings.sheets.record_columns import credit_code
from tests.support.examining import in_hand
from tests.support.findings_books import ON, Cell, example_rows, findings_book, letter
from tests.support.findings_rows import at, row_codes, row_issues
from vendors.policy.bureau import keeping
from vendors.policy.codes import ViolationType
from vendors.policy.rows import Bureau, Day, Entry

VALID = [
    "91620700MA0000015U", "91620702MA0000023K", "91620700MA0000031H", "91620702MA000004X6", "12620702MA0000058B",
    "52620724MA0000066X", "91620725MA00000746", "11620700MA00000822", "91350100M000100Y43",
]  # fmt: skip


@pytest.mark.parametrize("code", VALID)
def test_a_sound_credit_code_says_nothing(code: str) -> None:
    assert credit_code(code) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91620700MA000001V5", "“V”不是代码字符"),
        ("91620700MA0000015V", "“V”不是代码字符"),
        ("9162O700MA0000015U", "是否应为 0"),
        ("91620700MA0000I15U", "是否应为 1"),
        ("91620700MAS000015U", "是否应为 5"),
        ("91620700MAZ000015U", "是否应为 2"),
        ("91620700MA0000015T", "校验不符"),
        ("91620702MA0000032K", "校验不符"),
        ("620700200001234", "15 位旧工商注册号"),
        ("91620700MA00000", "现为 15 位"),
    ],
)
def test_each_trap_of_a_credit_code_has_its_own_words(code: str, said: str) -> None:
    message = credit_code(code)
    assert message is not None
    assert message.code == "uscc-wrong"
    assert said in message.at(value=code).message.zh
    assert message.at(value=code).message.en


def test_an_organisation_code_that_fails_inside_is_only_a_warning() -> None:
    message = credit_code("91620700MA0000016Y")
    assert message is not None
    assert (message.code, message.severity.value) == ("uscc-inner-check", "warning")


def first(kind: Kind, result: Checked, key: str) -> list[str]:
    return [issue.code for issue in result.issues if issue.cell == f"{letter(key, kind)}4"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("91620700ma0000031h", ["code-normalised"]),
        ("５２６２０７２４ＭＡ０００００６６Ｘ", ["code-normalised"]),
        ("91620725MA00000746 ", ["text-cleaned"]),
        ("91620702MA0000032K", ["uscc-wrong"]),
        ("9162070012", ["uscc-wrong"]),
        ("无", ["code-malformed"]),
    ],
)
def test_case_width_and_spaces_of_a_credit_code_are_forgiven(typed: str, expected: list[str]) -> None:
    rows = example_rows(CONFIRMATIONS, 1, supplier_code=typed)
    result = in_hand(findings_book(rows, CONFIRMATIONS))
    assert first(CONFIRMATIONS, result, "supplier_code") == expected


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [
        ("insutype", "39901", ["code-local"]),
        ("insutype", "39", ["not-in-list"]),
        ("insutype", 310, []),
        ("insutype", "城乡居民基本医疗保险", ["choice-reread"]),
        ("med_type", "2106", ["code-local"]),
        ("med_type", "99", ["not-in-list"]),
        ("diag_code", "I10.x00x002", []),
        ("diag_code", "Ｋ29.500", ["code-normalised"]),
        ("diag_code", "腰痛", ["code-format"]),
        ("oprn_code", "81.0800x006", []),
        ("hilist_code", "XL02BBA326A001010102180", []),
        ("hilist_code", "T001700001", []),
        ("hilist_code", "001216000010100-1", []),
        ("hilist_code", "C0101", ["code-format"]),
        ("dr_code", "N620702000001", ["code-format", "code-of-another-kind"]),
        ("diag_code", "81.0800x006", ["code-format", "code-of-another-kind"]),
        ("vola_type", "2001", ["not-in-list"]),
    ],
)
def test_national_codes_are_read_and_doubted_by_their_format(key: str, typed: Cell, expected: list[str]) -> None:
    result = in_hand(findings_book(example_rows(RECORD_REVIEW, 1, **{key: typed})))
    assert first(RECORD_REVIEW, result, key) == expected


def test_an_ended_code_is_read_but_no_longer_offered() -> None:
    column = replace(RECORD_REVIEW.layout.column("vola_type"), understood_on=lambda _on: {"0299": "旧名"})
    assert "0299" in column.readable(ON)
    assert "0299" not in column.options(ON)


@pytest.mark.anyio
async def test_the_child_goes_by_the_bureau_s_own_codes_and_days() -> None:
    city = Entry(list_name="med_type", code="991", zh="市级日间病房", en="day ward", begins=date(2026, 1, 1), ends=None)
    off = Day(day=date(2026, 8, 13), works=False, kind="override")
    rows = example_rows(INJURY_INVESTIGATION, 1, med_type="991", term_days=7)
    with keeping(Bureau(version=2, entries=(city,), days=(off,))):
        result = await check(findings_book(rows, INJURY_INVESTIGATION), "a.xlsx", on=ON)
    assert (result.verdict, result.issues) == (Verdict.CLEAN, ())
    without = await check(findings_book(rows, INJURY_INVESTIGATION), "a.xlsx", on=ON)
    assert {issue.code for issue in without.issues} == {"not-in-list", "derived-differs"}


LOADED = TaskContext(dictionary={"diagnosis": frozenset({"M51.202"}), "doctor": frozenset({"D620702999009"})})


def test_with_a_dictionary_loaded_a_code_stands_in_it() -> None:
    assert row_codes(RECORD_REVIEW, context=LOADED) == [at(RECORD_REVIEW, "code-not-in-dictionary", "dr_code")]
    other = row_issues(RECORD_REVIEW, context=LOADED, diag_code="M51.203", dr_code=None)
    assert [issue.severity.value for issue in other] == ["error"]
    assert "疾病诊断" in other[0].message.zh


ENDED = ViolationType(
    code="0202", name="超标准收费", group="02", group_name="收费类", law="", seeds="",
    starts=date(2021, 5, 1), until=date(2026, 3, 31), successor="0203",
)  # fmt: skip


def in_force(code: str, on: date) -> ViolationType | None:
    heir = {"0203": "分解项目收费"}
    if code == ENDED.code and ENDED.in_force(on):
        return ENDED
    found = ViolationType(
        code=code, name=heir[code], group="02", group_name="", law="", seeds="", starts=date(2026, 4, 1)
    ) if code in heir else None  # fmt: skip
    return found if found and found.in_force(on) else None


@pytest.fixture
def _changed_taxonomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_checks, "violation_type", in_force)
    monkeypatch.setattr(row_checks, "ended_violations", lambda _on: {ENDED.code: ENDED})


@pytest.mark.usefixtures("_changed_taxonomy")
def test_a_violation_code_that_ended_names_its_successor() -> None:
    (issue,) = row_issues(AUDIT_PROBLEMS)
    assert (issue.code, issue.column) == at(AUDIT_PROBLEMS, "violation-not-in-force", "vola_type")
    assert "已由 0203（分解项目收费）接替" in issue.message.zh
    assert "2026-03-31" in issue.message.en


@pytest.mark.usefixtures("_changed_taxonomy")
@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("0202", date(2026, 3, 31), []),  # the code held on the day of the audit
        ("0203", date(2026, 3, 31), ["violation-not-in-force"]),  # and its successor did not
        ("0203", date(2026, 4, 1), []),
        ("0299", date(2026, 4, 1), []),  # no code of ours: the cell has its own issue
        (None, date(2026, 4, 1), []),
    ],
)
def test_the_day_of_the_audit_decides_which_code_holds(code: str | None, day: date, expected: list[str]) -> None:
    found = row_codes(AUDIT_PROBLEMS, vola_type=code, vola_type_name=None, audited_on=day)
    assert [code for code, _ in found if code != "audited-outside-task"] == expected


@pytest.mark.parametrize("name", ["张*㛃", "𬱖*明", "䶮*", "王*𠅤"])
def test_rare_characters_of_a_name_survive(name: str) -> None:
    rows = example_rows(DISABILITY_ASSESSMENT, 1, psn_name=name, assessor=name.replace("*", ""))
    result = in_hand(findings_book(rows, DISABILITY_ASSESSMENT))
    assert (result.verdict, result.issues) == (Verdict.CLEAN, ())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_full_identity_number_in_the_note_of_any_sheet_is_refused_and_not_repeated(kind: Kind) -> None:
    rows = example_rows(kind, 1, memo="身份证６２０７０２１９０００１０１００１３，见附件")
    result = in_hand(findings_book(rows, kind))
    assert first(kind, result, "memo") == ["id-exposed"]
    assert "10013" not in str(result.issues)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("307x", ["code-normalised"]), ("620702190001010013", ["id-exposed"]), ("12", ["code-malformed"])],
)
def test_the_last_four_places_of_an_identity_number_are_no_more_than_that(typed: str, expected: list[str]) -> None:
    rows = example_rows(DISABILITY_ASSESSMENT, 1, id_tail=typed)
    result = in_hand(findings_book(rows, DISABILITY_ASSESSMENT))
    assert first(DISABILITY_ASSESSMENT, result, "id_tail") == expected
