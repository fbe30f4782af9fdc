"""Row checks put to one row after another; a combination of values found clean is not asked about again."""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter

from importers.findings.scene import RowCheck, Scene
from importers.workbook.issues import Issue
from importers.workbook.rows import Row, Value

REMEMBERED = 16_384
Key = Callable[[Mapping[str, Value]], object]


class Asking:
    """The row checks of a kind over one sheet. Issues go where the sheet's other issues are."""

    def __init__(self, checks: Iterable[RowCheck], scene: Scene, issues: list[Issue]) -> None:
        places = scene.sheet.header.places
        self.scene, self.issues = scene, issues
        self.checks = tuple(checks)
        self.plan: list[tuple[RowCheck, Key | None, set[object]]] = [
            (check, _key(getattr(check, "reads", ()), places), set()) for check in self.checks
        ]

    def __call__(self, row: Row) -> None:
        if row.bad:  # an unreadable cell is no value to remember
            for check in self.checks:
                self.issues.extend(check(row, self.scene))
            return
        issues, scene, values = self.issues, self.scene, row.values
        for check, key, clean in self.plan:
            if key is None:
                issues.extend(check(row, scene))
            elif (said := key(values)) not in clean:
                before = len(issues)
                issues.extend(check(row, scene))
                if len(issues) == before and len(clean) < REMEMBERED:
                    clean.add(said)


def _key(reads: tuple[str, ...], places: Mapping[str, int]) -> Key | None:
    """What of a row's values a check hangs on; columns the sheet does not have are always empty."""
    if not reads:
        return None
    present = [key for key in reads if key in places]
    return itemgetter(*present) if present else _nothing


def _nothing(_values: Mapping[str, Value]) -> object:
    return None
