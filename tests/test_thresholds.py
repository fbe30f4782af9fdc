"""No number of a law or of the bureau stands in the program: it is a dated parameter or data.

Every number above one in the domain packages must be explained: by the name it is given (a width, a page, a weight of a
check digit), or by hand in EXPLAINED. A new one that is a term, a ratio, an amount or a head-count belongs in
vendors/policy/data/parameters.toml instead. In the pages, numbers beside words of policy are looked for in code, forms
and sentences.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
DOMAIN: Final = ("vendors", "kpi")
LEFT_OUT: Final = ("kpi/engine/", "piccolo_migrations/", "tables.py", "piccolo_app.py")
"""The engine computes with what rulebooks say; tables hold widths of columns."""
OF_ITSELF: Final = re.compile(
    r"LONGEST|SHORTEST|LENGTH|SHOWN|NAMED|PAGE|SIZE|BYTES|WEIGHTS|INNER|POURED|AT_ONCE|LOCK|SEED|INLINE|WIDE|CENT|FINE"
    r"|PER_MILLE|POINT|MILLIONTH|MAX_FEN|MAX_NUMBER|MAX_DECIMALS|MOST|WHOLE|TEN|EDGE|COUNTED|GENESIS|HUNDRED"
)
"""Names of widths of text, rows of a page, portions of work, check digits and units of account."""
PLAIN: Final = frozenset({12, 100, 10_000, 1_000_000, 1024})
"""Months of a year, hundredths, 万, a million, kilobytes: used to convert, never compared with."""
TEXT: Final = 20
"""What is compared with a length from here on is a width of text; below it may be a head-count."""
WORDS: Final = r"(?<![\d.–\-{])([2-9]|\d{2,})\s*(天|个工作日|工作日|个月|年内|人以上|working days|days before|months)"
EXPLAINED: Final[Mapping[str, frozenset[float]]] = {
    "vendors/contracts/calendar.py": frozenset({2, 3, 5, 6}),  # quarter and half-year of a month
    "vendors/copying.py": frozenset({2}),  # megabytes
    "vendors/draws/algorithm/allocation.py": frozenset({2}),  # a square
    "vendors/draws/algorithm/generator.py": frozenset({2, 256}),  # bits of a hash
    "vendors/findings/actions/store.py": frozenset({8}),  # bytes of a digest
    "vendors/institutions/targets.py": frozenset({2, 3}),  # places of columns
    "vendors/journal/rules.py": frozenset({64}),  # digits of a hash
    "vendors/money.py": frozenset({10, 1000, 10_000}),  # digits written out
    "vendors/numbering.py": frozenset({4, 6}),  # digits of a number
    "vendors/people/recusal/ties.py": frozenset({28}),  # 29 February
    "vendors/periods.py": frozenset({2, 3, 6, 9, 1949}),  # months of periods, the hour offices open
    "vendors/policy/bounds.py": frozenset({6}),  # decimals a column keeps
    "vendors/policy/citations.py": frozenset({10}),  # tens of a numeral
    "vendors/policy/calendar.py": frozenset({4, 5}),  # Monday to Friday
    "vendors/policy/identity.py": frozenset({2, 150}),  # man or woman; nobody is older
    "vendors/policy/law.py": frozenset({10}),  # tens of a numeral
    "vendors/policy/medical_codes.py": frozenset({8192}),  # a cache
    "vendors/policy/regions.py": frozenset({8192}),  # a cache
    "vendors/registry/qualifications/expiring.py": frozenset({2, 3}),  # the second and the third reminder
    "vendors/registry/oversight/queries.py": frozenset({4, 5}),  # arguments a question leaves open
    "vendors/registry/oversight/rules.py": frozenset({6}),  # likelihood and impact go from 1 to 5
    "vendors/registry/ownership/blacklist_actions.py": frozenset({10, 1949}),  # no list is older than 1 October 1949
    "vendors/registry/ownership/rules.py": frozenset({2}),  # both ends of a number
    "vendors/registry/rules.py": frozenset({28}),  # 29 February
    "vendors/registry/uscc.py": frozenset({11, 36}),  # moduli of check digits
    "vendors/review_rules/rules.py": frozenset({2}),  # more than half
    "vendors/rulings/panel_rules.py": frozenset({2}),  # more than half
    "kpi/facts/actions.py": frozenset({10}),
    "kpi/replays/sensitivity.py": frozenset({5, 6}),  # a fifth more or less; decimals beyond which totals are equal
    "kpi/retention/actions.py": frozenset({4}),  # quarters a rulebook's consequence may look back over
    "kpi/rulebooks/facts_file.py": frozenset({2}),  # a pair
    "kpi/rulebooks/loader.py": frozenset({5}),  # what a rulebook that does not say means
    "kpi/rulebooks/reading.py": frozenset({10}),
    "kpi/rulebooks/rendering.py": frozenset({2, 26}),  # places in print
}


def _sources(*packages: str, suffix: str = ".py") -> Iterator[tuple[str, str]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob(f"*{suffix}")):
            name = path.relative_to(ROOT).as_posix()
            if not any(part in name for part in LEFT_OUT):
                yield name, path.read_text(encoding="utf-8")


def _unexplained(name: str, text: str) -> Iterator[str]:
    tree = ast.parse(text)
    by_name = {id(part) for node in ast.walk(tree) for part in _explained(node)}
    for node in ast.walk(tree):
        value = _number(node)
        if value is None or value <= 1 or value in EXPLAINED.get(name, ()) or id(node) in by_name:
            continue
        if value not in PLAIN or id(node) in _compared(tree):
            yield f"{name}:{node.lineno}: {value:g}"  # type: ignore[attr-defined]


def _number(node: ast.AST) -> float | None:
    """A whole or decimal literal; `Decimal("0.05")` too, as its reciprocal, so that no ratio hides below one."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Decimal" and node.args:
        given = node.args[0]
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            found = abs(float(given.value))
            return 1 / found if 0 < found < 1 else found
    return None


def _explained(node: ast.AST) -> Iterator[ast.AST]:
    """Parts whose place says what they are: slices and indexes, named widths and page sizes, widths of text."""
    if isinstance(node, ast.Subscript):
        yield from ast.walk(node.slice)
    elif isinstance(node, ast.FormattedValue) or _plainly(node):
        yield from ast.walk(node)
    elif isinstance(node, ast.Compare) and "len(" in ast.unparse(node):
        yield from (one for one in ast.walk(node) if (_number(one) or 0) >= TEXT)
    elif isinstance(node, ast.arguments):
        named = zip(node.kwonlyargs, node.kw_defaults, strict=True)
        yield from (value for one, value in named if value is not None and one.arg == "size")
    elif isinstance(node, ast.For) and "longest" in ast.unparse(node.target):
        yield from ast.walk(node.iter)


def _plainly(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(OF_ITSELF.search(ast.unparse(target)) for target in targets)
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in {"enumerate", "range", "lru_cache"}
    return isinstance(node, ast.keyword) and node.arg in {"size", "indent", "maxsize", "digest_size"}


def _compared(tree: ast.AST) -> frozenset[int]:
    return frozenset(id(side) for node in ast.walk(tree) if isinstance(node, ast.Compare) for side in node.comparators)


def test_every_number_of_the_domain_is_explained_or_a_parameter() -> None:
    assert [one for name, text in _sources(*DOMAIN) for one in _unexplained(name, text)] == []


def test_nothing_is_explained_that_is_not_there() -> None:
    known = dict(_sources(*DOMAIN))
    stale = {name for name in EXPLAINED if name not in known}
    stale |= {
        f"{name}: {number:g}"
        for name, numbers in EXPLAINED.items()
        if name in known
        for number in numbers
        if number not in {_number(node) for node in ast.walk(ast.parse(known[name]))}
    }
    assert stale == set()


def test_the_scan_finds_a_term_a_ratio_an_amount_and_a_head_count() -> None:
    hidden = "def due(start, fen, people):\n    if fen >= 5_000_000 or len(people) < 2:\n        return start + 15\n"
    assert [one.rpartition(" ")[2] for one in _unexplained("x.py", hidden)] == ["5e+06", "2", "15"]
    assert [one.rpartition(" ")[2] for one in _unexplained("x.py", 'share = Decimal("0.05")\n')] == ["20"]
    assert list(_unexplained("x.py", "PAGE = 50\nfirst = text[:8]\nmonths = year * 12\n")) == []


LATE: Final = re.compile(r"timedelta\((?:days|weeks)=([2-9]|\d{2,})|interval '([2-9]|\d{2,}) ")
FILLED: Final = re.compile(
    r"""["'][a-z_]*(?:days|months|years|ratio|percent|sampling|share|instalments|deadline|linked)[a-z_]*["']\s*:\s*["']?\d"""
)
NOT_POLICY: Final[Mapping[str, str]] = {
    "server/accounts/rules.py": "sessions and locks are of security, not of the bureau's rules",
    "server/desk/dashboard.py": "how far back a chart reaches",
    "server/desk/news.py": "how far back news is looked for",
}


@pytest.mark.parametrize("found", [LATE, FILLED], ids=["terms", "forms filled in"])
def test_no_page_reckons_or_fills_in_a_number_of_policy(found: re.Pattern[str]) -> None:
    wrong = [
        f"{name}: {hit[0]}"
        for name, text in _sources("server", "importers")
        if name not in NOT_POLICY and "/demo/" not in name
        for hit in found.finditer(text)
    ]
    assert wrong == []


SAID: Final = re.compile(rf"{WORDS}|(不低于|不超过|不少于|至少)\s*\d+")
SPOKEN: Final[frozenset[str]] = frozenset({"12 个月", "不超过 20", "不低于 95"})
"""Twelve months of a chart, megabytes of a file, an example of what a contract may agree."""


def test_no_sentence_of_a_page_says_a_number_of_policy() -> None:
    wrong = [
        f"{name}: {hit[0]}"
        for name, text in _sources("server", suffix=".html")
        for hit in SAID.finditer(text)
        if hit[0] not in SPOKEN
    ]
    assert wrong == []
