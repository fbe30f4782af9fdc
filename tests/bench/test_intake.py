"""The benchmark's own parts: its file is clean and always the same, its page holds together."""

from dataclasses import replace
from pathlib import Path

from importers.findings.checking import Verdict
from importers.findings.kinds import AUDIT_PROBLEMS
from tests.bench.intake import book, page, plot, targets
from tests.bench.intake.meter import Cost
from tests.bench.intake.runs import OURS, PLAN, Measured
from tests.support.here import checked_here

ROWS = 40
COST = Cost(wall=0.1, own=0.02, children=0.07, server=0.01, memory=80, child_memory=90)


def measured() -> list[Measured]:
    """A run where everything costs a hundred times more with a hundred times the rows."""
    return [
        Measured(path, lap, rows, runs, replace(COST, wall=rows * 1e-4, own=rows * 1e-4, children=0, server=0))
        for rows, paths, runs in PLAN
        for path in paths
        for lap in (("check", "confirm") if path == OURS else ("check",))
    ]


def test_the_file_is_clean_filled_and_adds_up(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    book.write(file, ROWS)
    checked = checked_here(file.read_bytes(), context=book.context(), on=book.ON)
    assert (checked.verdict, checked.kind, checked.issues) == (Verdict.CLEAN, AUDIT_PROBLEMS, ())
    assert (checked.counts.rows, checked.counts.amount_fen) == (ROWS, book.truth(ROWS).amount_fen)
    assert all(row.values[key] is not None for row in checked.rows for key in book.KEYS)
    assert len(book.KEYS) == 25


def test_the_file_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        book.write(tmp_path / name, ROWS)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_page_says_what_was_missed() -> None:
    text = page.measured(measured(), "profile")
    assert "| wall against the floor, 100 000 rows | ≤ 1.5×, better ≤ 1.3× | 1.00× | yes |" in text
    assert "| faster than django-import-export, 100 000 rows | ≥ 10× | 1.0× | **no** |" in text
    assert "power of 1.000 (ours)" in text


def test_smaller_runs_say_what_they_can() -> None:
    small = [one for one in measured() if one.rows <= 10_000]
    assert "200,000" not in page.measured(small, "profile")
    assert "100 000" not in targets.verdicts(small)


def test_the_picture_names_every_path_and_the_page_has_its_place() -> None:
    drawn = plot.drawn(measured())
    assert all(name in drawn for name in plot.SHORT.values())
    text = page.PAGE.read_text(encoding="utf-8")
    assert text.count(page.BEGIN) == text.count(page.END) == 1
