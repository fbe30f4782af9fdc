"""Source, nature, sham kinds and fund of a finding; another violation type in the place of the reported one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import filed
from tests.support.filed import AFTER, FILED, FIRST, LEADER, SECOND
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.findings.actions import classify, recode
from vendors.findings.funds import fund_of, funds_on
from vendors.findings.queries import Filters, history, queue
from vendors.findings.rules import FalseKind, Fund, Severity, Source
from vendors.journal import queries as journal
from vendors.policy.codes import code_list

LEGAL = Actor(id=77, name="法岚", roles=frozenset({Role.LEGAL}))


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
class TestClassifying:
    async def test_what_a_sheet_says_of_source_sham_insurance_doctor_and_rule_is_on_the_record(self) -> None:
        world = await filed.world()
        said = replace(
            filed.case(world.visits[0]), source=Source.SMART_MONITORING, false_kinds=(FalseKind.BILL,),
            insutype="39901", doctor="D620702999001", rule="R01",
        )  # fmt: skip
        (id_,) = await filed.stored(world, said)
        head = await filed.head(id_)
        assert (head.source, head.false_kinds, head.rule) == (Source.SMART_MONITORING, (FalseKind.BILL,), "R01")
        assert (head.insutype, head.fund, head.doctor) == ("39901", Fund.OTHER, "D620702999001")
        assert head.severity is None

    async def test_what_a_sheet_leaves_out_is_taken_from_the_settled_case(self) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        head = await filed.head(id_)
        assert head.insutype in code_list("insutype")
        assert head.fund is fund_of(head.insutype, on=FILED.date())
        assert head.doctor
        assert head.source is Source.THIRD_PARTY

    async def test_the_bureau_says_what_it_is_and_the_journal_keeps_what_it_was(self) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        shams = (FalseKind.ILLNESS, FalseKind.PATIENT)
        await classify(
            finding=id_, version=1, source=Source.COMPLAINT, severity=Severity.FRAUD, false_kinds=shams, by=FIRST,
            at=FILED,
        )  # fmt: skip
        head = await filed.head(id_)
        assert (head.source, head.severity, head.version) == (Source.COMPLAINT, Severity.FRAUD, 2)
        assert head.false_kinds == (FalseKind.PATIENT, FalseKind.ILLNESS)
        entry = (await journal.history(object_type="finding", object_id=id_))[-1].entry
        assert entry.kind == "finding.classified"
        assert entry.before == {"source": "third_party", "severity": "", "false_kinds": []}
        assert (entry.after or {})["severity"] == "fraud"

    async def test_a_vendor_is_not_told_how_the_bureau_rates_its_finding(self) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        await classify(finding=id_, version=1, severity=Severity.ABUSE, by=FIRST, at=FILED)
        (row,) = (await queue(for_=world.clerk, at=AFTER, filters=Filters(ids=(id_,)))).rows
        assert row.severity is None
        assert len(await history(id_=id_, for_=world.clerk, at=AFTER)) == 1
        assert len(await history(id_=id_, for_=SECOND, at=AFTER)) == 2

    async def test_saying_nothing_new_is_refused(self) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        with pytest.raises(Invalid):
            await classify(finding=id_, version=1, source=Source.THIRD_PARTY, by=FIRST, at=FILED)

    async def test_neither_vendors_nor_leaders_nor_a_stale_page_classify(self) -> None:
        world = await filed.world()
        other = await filed.rival(world)
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        for by, refused in ((world.clerk, Forbidden), (LEADER, Forbidden), (other.clerk, NotFound)):
            with pytest.raises(refused):
                await classify(finding=id_, version=1, severity=Severity.FRAUD, by=by, at=FILED)
        with pytest.raises(Conflict):
            await classify(finding=id_, version=9, severity=Severity.FRAUD, by=FIRST, at=FILED)

    async def test_another_type_holds_and_the_reported_one_stays(self) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        await recode(finding=id_, version=1, violation="0201", reason="同日计费两次", by=FIRST, at=FILED)
        head = await filed.head(id_)
        assert (head.violation, head.reported_violation) == ("0201", "0202")
        listed = await queue(for_=LEADER, at=AFTER, filters=Filters(violation="0201"))
        assert [row.id for row in listed.rows] == [id_]
        told = (await history(id_=id_, for_=world.clerk, at=AFTER))[-1]
        assert (told.title.zh, told.note, told.who) == ("重新定性", "0202 → 0201 同日计费两次", "")

    async def test_it_may_go_back_to_what_was_reported(self) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        await recode(finding=id_, version=1, violation="0201", reason="同日计费两次", by=FIRST, at=FILED)
        await recode(finding=id_, version=2, violation="0202", reason="核对后维持", by=SECOND, at=FILED)
        head = await filed.head(id_)
        assert head.violation == head.reported_violation == "0202"

    @pytest.mark.parametrize(
        ("violation", "reason", "field"),
        [
            ("0202", "同", "violation"),
            ("9999", "无", "violation"),
            ("2001", "无", "violation"),
            ("0201", " ", "reason"),
        ],
    )
    async def test_a_type_that_is_not_for_it_is_refused(self, violation: str, reason: str, field: str) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        with pytest.raises(Invalid) as refused:
            await recode(finding=id_, version=1, violation=violation, reason=reason, by=FIRST, at=FILED)
        assert set(refused.value.fields) == {field}

    async def test_once_the_institution_has_been_told_the_type_stands(self) -> None:
        world = await filed.world()
        (id_,) = await filed.stored(world, filed.case(world.visits[0]))
        await filed.notified(id_)
        with pytest.raises(Conflict, match="已告知"):
            await recode(
                finding=id_, version=await filed.version(id_), violation="0201", reason="改", by=LEGAL, at=AFTER
            )


def test_every_insurance_type_of_the_list_draws_on_a_fund_of_ours() -> None:
    assert set(funds_on(FILED.date())) == set(code_list("insutype"))


@given(st.sampled_from(sorted(code_list("insutype"))), st.text("0123456789", max_size=2))
def test_a_provinces_own_code_draws_on_the_national_ones_fund(national: str, more: str) -> None:
    on = FILED.date()
    assert fund_of(national + more, on=on) is fund_of(national, on=on) is not None


def test_an_unknown_insurance_type_draws_on_none() -> None:
    assert fund_of("", on=FILED.date()) is None
    assert fund_of("999", on=FILED.date()) is None
