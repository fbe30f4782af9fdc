import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.web.kinds import FAMILIES, KINDS, term

ROOT = Path(__file__).parents[3]
DOC = ROOT / "docs/reference/journal-kinds.md"
FROM_ENUMS = ("finding.", "task.", "campaign.", "provision.", "handoff.", "rule.", "recovery.")


def _notes() -> Iterator[tuple[str, ast.expr]]:
    """Every first argument of a `….note(…)` call with a kind, object type and id, and where it stands."""
    for package in ("vendors", "importers", "kpi", "server"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or len(node.args) < 3:
                    continue
                if isinstance(node.func, ast.Attribute) and node.func.attr == "note":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0]


def _literals(kind: ast.expr) -> list[str]:
    """The kinds an expression can name: a literal, or a choice between literals."""
    if isinstance(kind, ast.IfExp):
        return _literals(kind.body) + _literals(kind.orelse)
    return [kind.value] if isinstance(kind, ast.Constant) and isinstance(kind.value, str) else []


def test_every_kind_the_code_writes_is_in_the_catalogue() -> None:
    unknown = [f"{where}: {kind}" for where, found in _notes() for kind in _literals(found) if kind not in KINDS]
    assert unknown == []


def test_a_kind_put_together_from_an_enumeration_belongs_to_a_known_family() -> None:
    made = [(where, ast.unparse(found)) for where, found in _notes() if isinstance(found, ast.JoinedStr)]
    assert made
    assert [one for one in made if not re.match(rf"f['\"]({'|'.join(FROM_ENUMS)})".replace(".", r"\."), one[1])] == []


def test_the_document_lists_exactly_the_catalogue() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(kind, said.zh, said.en) for kind, said in sorted(KINDS.items())]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_belongs_to_a_family_one_can_filter_by(kind: str) -> None:
    assert any(kind.startswith(prefix) for prefix in FAMILIES)


def test_an_unknown_kind_is_shown_as_it_is_stored() -> None:
    assert term("odd.one").zh == "odd.one"
