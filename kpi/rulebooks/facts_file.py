"""Facts as JSON: the format of `hengjian score --facts` and of the facts kept beside an issued card."""

import json
from collections.abc import Collection, Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import NoReturn

from kpi.engine.canonical import Plain, plain
from kpi.engine.facts import Adjustment, Event, Facts, FactValue, Part
from kpi.engine.limits import beyond
from kpi.engine.numbers import trimmed
from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.parts import CYCLES
from kpi.rulebooks.reading import Reader


def facts_as_json(facts: Facts) -> str:
    """Canonical JSON of the format `facts_from_json` reads; the same facts always give the same text."""
    values: Plain = {name: _fact_as_plain(fact) for name, fact in facts.values.items()}
    events: dict[str, Plain] = {"veto": plain(facts.vetoes), "bonus": plain(facts.bonuses)}
    if facts.caps:
        events["cap"] = plain(facts.caps)
    whole: dict[str, Plain] = {
        "kind": facts.kind,
        "subject": facts.subject,
        "period": facts.period,
        "facts": values,
        "events": events,
    }
    later: dict[str, Plain] = {
        "cycle": facts.cycle,
        "adjustments": plain(facts.adjustments),
        "parts": plain(facts.parts),
    }
    whole |= {key: value for key, value in later.items() if value}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _fact_as_plain(fact: FactValue) -> dict[str, Plain]:
    held: dict[str, Plain] = {
        "value": None if fact.value is None else format(trimmed(fact.value), "f"),
        "records": plain(fact.records),
        "excluded": plain(fact.excluded),
    }
    later: dict[str, Plain] = {"note": fact.note, "level": fact.level}
    return held | {key: value for key, value in later.items() if value}


def facts_from_json(text: str, *, file: str = "facts") -> Facts:
    """The facts in a JSON text. Raises BadFile naming the key, or line and column of broken JSON."""
    reader = Reader(file, "", _object(text, file))
    facts = Facts(
        kind=reader.text("kind", ""),
        subject=reader.text("subject", ""),
        period=reader.text("period", ""),
        values=_values(reader.table("facts")),
        vetoes=_events(reader, "veto"),
        bonuses=_events(reader, "bonus"),
        caps=_events(reader, "cap"),
        adjustments=tuple(_adjustment(table) for table in reader.tables("adjustments")),
        cycle=_cycle(reader),
        parts=tuple(_part(table) for table in reader.tables("parts")),
    )
    if reader.has("parts") and not facts.parts:
        raise reader.error("parts", "不能为空，至少应有一个期间", "is empty: at least one period is needed")
    reader.finish()
    return facts


def check_names(facts: Facts, rulebook: Rulebook, *, file: str = "facts") -> None:
    """Raises BadFile for a fact or adjective the rulebook does not know, naming the nearest it does."""
    rollup = rulebook.rollups.get(facts.cycle) if facts.parts else None
    known = {rollup.evaluation.name: rollup.evaluation} if rollup else rulebook.facts
    for name, fact in facts.values.items():
        if name not in known:
            raise _stranger(file, f"facts › {name}", name, known, rulebook)
        scale = [code for code, level in rulebook.levels.items() if level.scale == known[name].scale]
        if fact.level and fact.level not in scale:
            raise _stranger(file, f"facts › {name} › level", fact.level, scale, rulebook)
        if scale and fact.value is not None:
            raise BadFile(file, f"facts › {name}", "应为等次（level），不是数", "must be a level, not a number")


def check_parts(facts: Facts, rulebook: Rulebook, *, file: str = "facts") -> None:
    """Raises BadFile for a part or an evaluation no card can have, or a period that stands there twice."""
    periods: set[str] = set()
    for number, part in enumerate(facts.parts, start=1):
        if part.period in periods:
            raise BadFile(file, f"parts {number} › period", f"期间 {part.period} 重复", f"{part.period} is given twice")
        periods.add(part.period)
        if part.total is not None:
            _within(file, f"parts {number} › total", part.total, rulebook.most)
    if facts.parts:
        for name, fact in facts.values.items():
            if fact.value is not None:
                _within(file, f"facts › {name}", fact.value, rulebook.points)


def check_limits(facts: Facts, rulebook: Rulebook, *, file: str = "facts") -> None:
    """Raises BadFile for a number above what the rulebook says it can be."""
    for name, fault in beyond(rulebook, {name: fact.value for name, fact in facts.values.items()}).items():
        raise BadFile(file, f"facts › {name}", fault.zh.rstrip("。"), fault.en.rstrip("."))


def check_adjustments(facts: Facts, rulebook: Rulebook, *, file: str = "facts") -> None:
    """Raises BadFile for points given to, or taken from, an adjective."""
    worded = {one.code for one in rulebook.indicators if one.scale}
    for number, one in enumerate(facts.adjustments, start=1):
        if one.indicator in worded and one.points:
            zh, en = f"指标 {one.indicator} 是等次，没有分可调整", f"{one.indicator} is an adjective and has no points"
            raise BadFile(file, f"adjustments {number} › points", zh, en)


def _within(file: str, where: str, found: Decimal, most: Decimal) -> None:
    if not 0 <= found <= most:
        raise BadFile(file, where, f"应在 0 与 {most:f} 之间", f"must be between 0 and {most:f}")


def _stranger(file: str, where: str, name: str, known: Collection[str], rulebook: Rulebook) -> BadFile:
    near = get_close_matches(name, known, n=1)
    zh, en = (f"，是否为 {near[0]}", f"; did you mean {near[0]}") if near else ("", "")
    what = "等次" if where.endswith("level") else "事实"
    return BadFile(file, where, f"规则 {rulebook.id} 没有这一{what}{zh}", f"unknown to {rulebook.id}{en}")


def _object(text: str, file: str) -> dict[str, object]:
    def refuse(name: str) -> NoReturn:
        raise BadFile(file, "", f"{name} 不是数", f"{name} is not a number")

    def once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                raise BadFile(file, key, "键重复", "the key is given twice")
            found[key] = value
        return found

    try:
        raw = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=refuse, object_pairs_hook=once)
    except json.JSONDecodeError as broken:
        where = f"第 {broken.lineno} 行第 {broken.colno} 列 / line {broken.lineno}, column {broken.colno}"
        raise BadFile(file, where, "不是有效的 JSON", f"this is not valid JSON: {broken.msg}") from None
    except RecursionError:
        raise BadFile(file, "", "嵌套过深", "nested too deep") from None
    if not isinstance(raw, dict):
        raise BadFile(file, "", "应为一个对象", "must be one object")
    return raw


def _values(table: Reader) -> dict[str, FactValue]:
    return {name: _value(table, name, raw) for name, raw in table.raw.items()}


def _value(table: Reader, name: str, raw: object) -> FactValue:
    """12, "12.5", null, or {"value": …, "records": […], "excluded": [["id", "reason"]], "note": "…"}."""
    if not isinstance(raw, dict):
        return FactValue(value=None if raw is None else table.number_in(name, raw))
    inner = table.inside(name, raw)
    level = inner.text("level", "")
    none = (inner.has("value") and raw["value"] is None) or (level and not inner.has("value"))
    found = FactValue(
        value=None if none else inner.number("value"),
        records=inner.texts("records"),
        excluded=_excluded(inner),
        note=inner.text("note", ""),
        level=level,
    )
    inner.finish()
    return found


def _excluded(table: Reader) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for pair in table.items("excluded"):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
            raise table.error("excluded", "应为 [编号, 原因] 的列表", "must be a list of [id, reason]")
        found.append((str(pair[0]), str(pair[1])))
    return tuple(found)


def _events(reader: Reader, which: str) -> tuple[Event, ...]:
    """A list of codes, or of {"code", "count", "basis", "records"}."""
    if not reader.has("events"):
        return ()
    events = reader.table("events")
    for key in events.raw:
        if key not in {"veto", "bonus", "cap"}:
            raise events.error(key, "应为 veto、bonus 或 cap", "must be veto, bonus or cap")
    return tuple(_event(events, which, raw) for raw in events.items(which))


def _event(events: Reader, which: str, raw: object) -> Event:
    if isinstance(raw, str):
        return Event(code=raw)
    table = events.inside(which, raw)
    found = Event(
        code=table.text("code"),
        count=table.whole("count", 1),
        basis=table.text("basis", ""),
        records=table.texts("records"),
    )
    table.finish()
    return found


def _cycle(reader: Reader) -> str:
    found = reader.text("cycle", "")
    if found and found not in CYCLES:
        raise reader.error("cycle", f"应为 {'、'.join(CYCLES)} 之一", f"must be one of {', '.join(CYCLES)}")
    return found


def _adjustment(table: Reader) -> Adjustment:
    found = Adjustment(
        indicator=table.text("indicator"),
        points=table.number("points"),
        reason=table.text("reason"),
        basis=table.text("basis", ""),
        records=table.texts("records"),
    )
    table.finish()
    return found


def _part(table: Reader) -> Part:
    """{"period": "2026Q1", "total": "92.12", "weight": 90, "record": "card:12"}; total null: not graded."""
    none = table.has("total") and table.raw["total"] is None
    found = Part(
        period=table.text("period"),
        total=None if none else table.number("total"),
        weight=table.number("weight", Decimal(1)),
        record=table.text("record", ""),
    )
    if found.weight <= 0:
        raise table.error("weight", "应大于 0", "must be above 0")
    table.finish()
    return found
