"""A Checked told: the JSON object and the text of `hengjian check`, and its exit code."""

from collections.abc import Iterator

from importers.findings.checked import Checked, Verdict
from importers.workbook.issues import Severity, grouped
from vendors.money import yuan

EXIT = {Verdict.CLEAN: 0, Verdict.ISSUES: 1, Verdict.REFUSED: 2}
SHOWN = 20  # places of one group in the text; the JSON has all


def exit_code(checked: Checked) -> int:
    """0 clean (warnings and notices allowed), 1 errors, 2 refused."""
    return EXIT[checked.verdict]


def as_json(checked: Checked) -> dict[str, object]:
    """One JSON-ready object: class, kind, counts, sums in fen, every issue."""
    counts = checked.counts
    answer: dict[str, object] = {
        "file": checked.filename,
        "class": checked.verdict.value,
        "kind": checked.kind.key if checked.kind else None,
        "counts": {
            "rows": counts.rows,
            "findings": counts.findings,
            "records": counts.results,
            "passed": counts.passed,
            "untouched": counts.untouched,
            "blank": checked.blank,
            "cases": counts.cases,
            "errors": checked.errors,
            "warnings": checked.warnings,
            "notices": checked.notices,
        },
        "sheets": [
            {"name": s.name, "kind": s.kind or None, "rows": s.rows, "frame": s.frame, "blank": s.blank}
            for s in checked.sheets
        ],
        "amount_fen": counts.amount_fen,
        "fund_loss_fen": counts.fund_loss_fen,
        "issues": [issue.as_json() for issue in checked.issues],
        "seconds": {stage: round(value, 3) for stage, value in checked.seconds.items()},
    }
    if checked.refusal is not None:
        refusal = checked.refusal
        answer["refusal"] = {
            "code": refusal.code,
            "message": refusal.message.zh,
            "message_en": refusal.message.en,
            "fix": refusal.fix.zh,
            "fix_en": refusal.fix.en,
            "help": f"docs/reference/issue-codes.md#{refusal.code}",
        }
    return answer


def as_text(checked: Checked) -> str:
    """For a Chinese reader at a terminal."""
    return "\n".join(_lines(checked))


def _lines(checked: Checked) -> Iterator[str]:
    kind = f"（{checked.kind.zh}）" if checked.kind else ""
    yield f"{checked.filename}{kind}：{checked.verdict.zh}"
    if checked.refusal is not None:
        yield f"  {checked.refusal.message.zh}"
        yield f"  → {checked.refusal.fix.zh}"
        return
    counts = checked.counts
    records = f"{counts.results} 行记录，" if counts.results else ""
    found = f"{counts.findings} 行疑点，{counts.cases} 例，违规金额 {yuan(counts.amount_fen)} 元；"
    told = zip(Severity, (counts.errors, counts.warnings, counts.notices), strict=True)
    yield f"  {records}{found}" + "，".join(f"{severity.zh} {count}" for severity, count in told)
    for group in grouped(checked.issues):
        place = f"{group.sheet}!{group.column}列 {group.header}".strip("!列 ") if group.column else group.sheet
        rows = f"第 {group.rows} 行" if group.rows else ""
        yield f"  [{group.severity.zh}] {place} {rows}（{group.count} 处，{group.code}）"
        yield f"      {group.example.cell} {group.example.message.zh}".rstrip()
        yield f"      → {group.example.fix.zh}"
