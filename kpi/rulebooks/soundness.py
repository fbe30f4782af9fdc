"""What must hold of a rulebook as a whole: sums, codes used once, every total graded, nothing dangling."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.reading import Reader

KINDS = ("A", "B", "C", "D")


def check(rulebook: Rulebook, reader: Reader) -> None:
    """Raises BadFile for the first thing that does not hold."""
    _dates(rulebook, reader)
    _codes(rulebook, reader)
    _sums(rulebook, reader)
    _bands(rulebook, reader)
    _references(rulebook, reader)
    _consequences(rulebook, reader)
    _facts(rulebook, reader)


def check_for_the_house(rulebook: Rulebook, reader: Reader) -> None:
    """What a rulebook must say beyond that before the bureau may assess by it. Raises BadFile."""
    if rulebook.kind not in KINDS:
        raise reader.error("kind", "应为 A、B、C 或 D", "must be A, B, C or D")
    if rulebook.effective_from == date.min:
        raise reader.error("effective_from", "缺少", "is missing")
    for key, there in (("grade", rulebook.bands), ("consequence", rulebook.consequences)):
        if not there:
            raise reader.error(key, "缺少", "is missing")
    if rulebook.vetoes and not any(one.veto for one in rulebook.consequences):
        raise reader.error("consequence", "一票否决没有后果（veto = true）", "a veto leads to nothing (veto = true)")


def _dates(rulebook: Rulebook, reader: Reader) -> None:
    if rulebook.effective_to is not None and rulebook.effective_to < rulebook.effective_from:
        raise reader.error("effective_to", "早于 effective_from", "is before effective_from")


def _codes(rulebook: Rulebook, reader: Reader) -> None:
    for key, codes in (
        ("indicator", [one.code for one in rulebook.indicators]),
        ("grade", [one.code for one in rulebook.bands]),
        ("veto", [one.code for one in rulebook.vetoes]),
        ("cap", [one.code for one in rulebook.caps]),
        ("bonus › event", [one.code for one in rulebook.bonus.events]),
        ("consequence", [one.code for one in rulebook.consequences]),
    ):
        twice = _repeated(codes)
        if twice:
            raise reader.error(f"{key} {twice}", "代码重复", "the code is used twice")


def _sums(rulebook: Rulebook, reader: Reader) -> None:
    for one in rulebook.indicators:
        if not one.scale and (one.points <= 0 or one.points * 100 % 1):
            raise reader.error(
                f"indicator {one.code} › points",
                "应大于 0，至多两位小数",
                "must be above 0 with at most two decimals",
            )
    for block in rulebook.blocks:
        total = sum((one.points for one in rulebook.indicators if one.block == block.code), Decimal(0))
        if total != block.points:
            raise reader.error(
                f"block {block.code}",
                f"指标分值合计 {total}，应为 {block.points}",
                f"its indicators sum to {total}, not {block.points}",
            )
    whole = sum((block.points for block in rulebook.blocks), Decimal(0))
    if whole != rulebook.points:
        most = f"{rulebook.points:f}"
        raise reader.error("block", f"各组分值合计 {whole}，应为 {most}", f"the blocks sum to {whole}, not {most}")


def _bands(rulebook: Rulebook, reader: Reader) -> None:
    """From 0 to full marks without a gap or an overlap, both ends included; or no grades at all."""
    if not rulebook.bands:
        return
    if not rulebook.points:
        raise reader.error(
            "grade", "没有分值的规则用 overall 评定等级", "a rulebook without points is graded by `overall`"
        )
    edge, included = Decimal(0), False
    for band in sorted(rulebook.bands, key=lambda band: (band.lower, band.upper)):
        if band.lower != edge or band.lower_included is included or band.upper <= band.lower:
            raise reader.error(
                f"grade {band.code}",
                f"在 {edge} 处与前一等级有空隙或重叠，或上限不高于下限",
                f"leaves a gap or overlap at {edge}, or its upper edge is not above its lower",
            )
        edge, included = band.upper, band.upper_included
    if edge != rulebook.most or not included:
        most = f"{rulebook.most:f}"
        zh = f"等级须覆盖 0 至 {most}（含两端）"
        raise reader.error("grade", zh, f"the grades must cover 0 to {most}, both included")


def _references(rulebook: Rulebook, reader: Reader) -> None:
    blocks, codes = {block.code for block in rulebook.blocks}, {one.code for one in rulebook.indicators}
    for one in rulebook.indicators:
        _known(reader, f"indicator {one.code} › block", one.block, blocks)
    for code in rulebook.bonus.spotless:
        _known(reader, "bonus › spotless", code, codes)
    if rulebook.bonus.cap < 0 or any(event.points < 0 for event in rulebook.bonus.events):
        raise reader.error("bonus", "加分不得为负", "a bonus cannot be negative")
    for cap in rulebook.caps:
        if not 0 <= cap.points <= rulebook.most:
            raise reader.error(f"cap {cap.code} › at_most", "应在 0 与满分之间", "must be between 0 and full marks")
    if rulebook.failing or rulebook.bands:
        _known(reader, "failing", rulebook.failing, {*(band.code for band in rulebook.bands), *rulebook.levels})


def _consequences(rulebook: Rulebook, reader: Reader) -> None:
    grades = {band.code for band in rulebook.bands} or set(rulebook.levels)
    for one in rulebook.consequences:
        where = f"consequence {one.code}"
        if not one.veto:
            _known(reader, f"{where} › grade", one.grade, grades)
        for measure in one.measures:
            _known(reader, f"{where} › measures", measure, rulebook.measures.keys())
        if not 0 <= one.linked_fee <= 1:
            raise reader.error(f"{where} › linked_fee", "应在 0% 至 100% 之间", "must be between 0% and 100%")
        if not 1 <= one.times <= one.within:
            raise reader.error(f"{where} › times", "应在 1 与 within 之间", "must be between 1 and `within`")
    plain = {one.grade for one in rulebook.consequences if one.times == 1 and not one.annual and not one.veto}
    missing = sorted(grades - plain) if rulebook.consequences else []
    if missing:
        raise reader.error("consequence", f"等级 {missing[0]} 没有后果", f"the grade {missing[0]} leads to nothing")


def _facts(rulebook: Rulebook, reader: Reader) -> None:
    used = {name for one in rulebook.indicators for name in one.uses}
    used |= {parameter.fact for one in rulebook.indicators for parameter in one.parameters.values()}
    for name in rulebook.facts:
        if name not in used:
            raise reader.error(f"facts › {name}", "没有指标用到它", "no indicator uses it")


def _known(reader: Reader, where: str, code: str, known: Iterable[str]) -> None:
    if code not in known:
        raise reader.error(where, f"没有 {code!r}", f"there is no {code!r}")


def _repeated(codes: list[str]) -> str | None:
    return next((code for code in codes if codes.count(code) > 1), None)
