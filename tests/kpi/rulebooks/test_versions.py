"""A version's way: copied, edited, submitted, approved by another, in force without a gap."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from kpi.rulebooks.actions import (
    approve_version,
    copy_version,
    return_version,
    save_text,
    submit_version,
    upload_version,
    withdraw_version,
)
from kpi.rulebooks.errors import BadDay, BadFile
from kpi.rulebooks.numbers import changed
from kpi.rulebooks.queries import by_id, held, in_force
from kpi.rulebooks.rules import VersionState, retitled
from kpi.rulebooks.source import read_standalone
from kpi.rulebooks.version_queries import Version, version, versions
from kpi.rulebooks.wording import reworded, unrevised
from tests.support import a, cards
from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import page
from vendors.periods import at_local
from vendors.policy.queries import held as held_rules
from vendors.registry.rules import Kind

pytestmark = pytest.mark.anyio
FROM = date(2026, 10, 1)
LATER = at_local(date(2026, 11, 2))


async def copied(name: str = "B-2026", starts_on: date = FROM) -> Version:
    made = await copy_version(name=name, starts_on=starts_on, reason="调整权重", by=a.MANAGER, at=a.AT)
    return await version(made, for_=a.MANAGER, on=a.MONDAY)


async def edited(one: Version, *changes: tuple[str, str]) -> Version:
    text = one.source
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    await save_text(name=one.name, text=text, base=one.sha256, by=a.MANAGER, at=a.AT)
    return await version(one.name, for_=a.MANAGER, on=a.MONDAY)


async def approved(one: Version) -> None:
    await submit_version(name=one.name, by=a.MANAGER, at=a.AT)
    await approve_version(name=one.name, opinion="同意", by=cards.LEADER, at=a.AT)


async def state(name: str, on: date) -> VersionState:
    return (await version(name, for_=a.MANAGER, on=on)).state


async def test_a_copy_says_what_the_version_before_it_says_and_stands_alone(database: object) -> None:
    one = await copied()
    assert (one.name, one.kind, one.state, one.since) == ("B-2026-2", Kind.B, VersionState.DRAFT, FROM)
    assert "\ninclude = " not in one.source
    assert (await copied()).name == "B-2026-3"


async def test_a_copy_for_another_year_is_called_by_it(database: object) -> None:
    one = await copied(starts_on=date(2027, 1, 1))
    assert one.name == "B-2027"
    assert 'zh = "信息技术机构考核规则（2027）"' in one.source


async def test_an_approved_version_holds_from_its_day_on_and_the_one_before_until_the_day_before(
    database: object,
) -> None:
    one = await edited(await copied(), ("small_sample = 5", "small_sample = 7"))
    await approved(one)
    async with held_rules(), held():
        assert [in_force("B", day).id for day in (date(2026, 9, 30), FROM)] == ["B-2026", one.name]
        assert (in_force("B", FROM).small_sample, in_force("A", FROM).id) == (7, "A-2026")
        assert by_id(one.name) is in_force("B", date(2030, 1, 1))
    before = await version("B-2026", for_=a.MANAGER, on=FROM)
    assert (before.until, before.state) == (date(2026, 9, 30), VersionState.RETIRED)
    assert [await state(one.name, day) for day in (date(2026, 9, 30), FROM)] == [
        VersionState.APPROVED,
        VersionState.IN_FORCE,
    ]


async def test_versions_of_a_kind_leave_neither_gap_nor_overlap(database: object) -> None:
    for day in (date(2027, 1, 1), FROM, date(2026, 7, 1)):
        await approved(await copied(starts_on=day))
    found = sorted(
        (one for one in await versions(for_=a.MANAGER, on=FROM) if one.kind is Kind.B), key=lambda v: v.since
    )
    days = [(one.since, one.until) for one in found]
    assert [until and (since - until).days for (_, until), (since, _) in pairwise(days)] == [1, 1, 1]
    assert days[-1][1] is None


async def test_two_versions_never_begin_the_same_day(database: object) -> None:
    await approved(await copied())
    with pytest.raises(Conflict, match="同日生效"):
        await approved(await copied())


async def test_whoever_wrote_any_of_it_does_not_approve_it(database: object) -> None:
    both = replace(cards.LEADER, id=a.MANAGER.id, roles=cards.LEADER.roles | a.MANAGER.roles)
    one = await copied()
    await submit_version(name=one.name, by=a.MANAGER, at=a.AT)
    with pytest.raises(Forbidden):
        await approve_version(name=one.name, opinion="", by=both, at=a.AT)
    with pytest.raises(Forbidden):
        await approve_version(name=one.name, opinion="", by=replace(a.MANAGER, id=99), at=a.AT)


async def test_what_was_returned_is_a_draft_again_with_the_reasons(database: object) -> None:
    one = await copied()
    await submit_version(name=one.name, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="草拟"):
        await save_text(name=one.name, text=one.source, base=one.sha256, by=a.MANAGER, at=a.AT)
    with pytest.raises(Invalid):
        await return_version(name=one.name, opinion=" ", by=cards.LEADER, at=a.AT)
    await return_version(name=one.name, opinion="K01 权重偏高", by=cards.LEADER, at=a.AT)
    back = await version(one.name, for_=a.MANAGER, on=a.MONDAY)
    assert (back.state, back.opinion) == (VersionState.DRAFT, "K01 权重偏高")


async def test_a_text_with_faults_is_kept_but_not_submitted(database: object) -> None:
    one = await edited(await copied(), ("points = 8", "points = 9"))
    with pytest.raises(Conflict, match="合计 41"):
        await submit_version(name=one.name, by=a.MANAGER, at=a.AT)


async def test_who_saves_over_another_is_told(database: object) -> None:
    one = await copied()
    await edited(one, ("small_sample = 5", "small_sample = 6"))
    with pytest.raises(Conflict, match="他人修改"):
        await save_text(name=one.name, text=one.source, base=one.sha256, by=a.MANAGER, at=a.AT)


@pytest.mark.parametrize(
    ("starts_on", "said"), [(date(2026, 4, 1), "不得早于本季度"), (date(2026, 10, 2), "季度的第一天")]
)
async def test_no_version_begins_in_a_quarter_that_is_over_or_within_one(
    database: object, starts_on: date, said: str
) -> None:
    with pytest.raises(Conflict, match=said):
        await approved(await copied(starts_on=starts_on))


async def test_no_version_begins_where_cards_have_been_issued(database: object) -> None:
    one = await copied(starts_on=date(2026, 7, 1))
    await submit_version(name=one.name, by=a.MANAGER, at=a.AT)
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    await cards.issued(contract)
    with pytest.raises(Conflict, match="第三季度"):
        await approve_version(name=one.name, opinion="", by=cards.LEADER, at=a.AT)


async def test_an_approved_version_is_withdrawn_before_its_day_only(database: object) -> None:
    one = await copied()
    await approved(one)
    with pytest.raises(Conflict, match="已生效"):
        await withdraw_version(name=one.name, reason="暂缓", by=cards.LEADER, at=LATER)
    await withdraw_version(name=one.name, reason="暂缓", by=cards.LEADER, at=a.AT)
    async with held_rules(), held():
        assert in_force("B", FROM).id == "B-2026"


async def test_packaged_rulebooks_stand(database: object) -> None:
    with pytest.raises(Conflict, match="复制"):
        await submit_version(name="B-2026", by=a.MANAGER, at=a.AT)
    with pytest.raises(NotFound):
        await submit_version(name="B-1999", by=a.MANAGER, at=a.AT)


async def test_a_file_becomes_a_draft_and_then_its_new_text(database: object) -> None:
    text = (await copied()).source.replace('"B-2026-2"', '"B-2030"')
    assert await upload_version(text=text, reason="", by=a.MANAGER, at=a.AT) == "B-2030"
    await upload_version(text=text + "\n# 注", reason="", by=a.MANAGER, at=a.AT)
    assert (await version("B-2030", for_=a.MANAGER, on=a.MONDAY)).source.endswith("# 注")
    with pytest.raises(BadFile):
        await upload_version(text=text.replace('"B-2030"', '"X"'), reason="", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await upload_version(text=text.replace('"B-2030"', '"B-2026"'), reason="", by=a.MANAGER, at=a.AT)


async def test_a_vendor_reads_what_holds_or_will_hold_for_its_kind_alone(database: object) -> None:
    vendor, _contract = await cards.contracted()
    who = Actor(id=50, name="机构人员", vendor=vendor, roles=frozenset())
    draft, coming = await copied(), await copied(starts_on=date(2027, 1, 1))
    await approved(coming)
    assert [one.name for one in await versions(for_=who, on=a.MONDAY)] == [coming.name, "B-2026"]
    with pytest.raises(NotFound):
        await version(draft.name, for_=who, on=a.MONDAY)


async def test_a_copy_that_could_never_begin_is_refused_at_once(database: object) -> None:
    with pytest.raises(BadDay, match="不得早于本季度"):
        await copied(starts_on=date(2026, 4, 1))
    assert [one.name for one in await versions(for_=a.MANAGER, on=a.MONDAY) if not one.packaged] == []


async def test_copies_within_a_year_are_told_apart_by_their_titles(database: object) -> None:
    one, other = await copied(), await copied()
    assert 'zh = "信息技术机构考核规则（2026-2）"' in one.source
    assert 'zh = "信息技术机构考核规则（2026-3）"' in other.source
    assert retitled("考核规则（2026-2）", "B-2026-2", "B-2027") == "考核规则（2027）"
    assert retitled("考核规则", "B-2026", "B-2026-2") == "考核规则（2026-2）"


async def test_a_rule_in_words_that_lags_behind_its_numbers_is_approved_only_when_compared(database: object) -> None:
    one = await edited(await copied(), ('floor = { value = "80%"', 'floor = { value = "85%"'))
    await submit_version(name=one.name, by=a.MANAGER, at=a.AT)
    with pytest.raises(Invalid, match="逐项比对"):
        await approve_version(name=one.name, opinion="", by=cards.LEADER, at=a.AT)
    await approve_version(name=one.name, opinion="", by=cards.LEADER, at=a.AT, compared=True)
    (written,) = await page(kind="rulebook.approved")
    assert written.entry.after
    assert written.entry.after["compared"] == ["K01"]


async def test_a_rule_reworded_in_both_languages_lags_no_more(database: object) -> None:
    one = await copied()
    raw = dict(read_standalone(one.source, file="B").raw)
    moved = changed(raw, {"indicator.0.parameters.floor.value": "85%"})
    (lag,) = unrevised(raw, moved)
    assert (lag.code, [change.after for change in lag.moved], lag.left) == ("K01", ["85%"], ["rule_zh", "rule_en"])
    half = reworded(moved, {"indicator.0.rule_zh": "低于 85% 得 0 分\r\n"})
    assert [one.left for one in unrevised(raw, half)] == [["rule_en"]]
    assert unrevised(raw, reworded(half, {"indicator.0.rule_en": "under 85%: 0"})) == ()
