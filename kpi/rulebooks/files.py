"""`hengjian score`: a rulebook file and a facts file to a card, without a database."""

from pathlib import Path

from kpi.engine.card import Card
from kpi.engine.errors import FactsMismatch
from kpi.engine.score import score
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.facts_file import check_adjustments, check_limits, check_names, check_parts, facts_from_json
from kpi.rulebooks.loader import load
from kpi.rulebooks.source import read_text


def score_files(*, rulebook: Path, facts: Path) -> Card:
    """The card. Raises BadFile, in both languages, naming the file and the key, line or column."""
    rules = load(rulebook)
    known = facts_from_json(read_text(facts), file=facts.name)
    for check in (check_names, check_limits, check_parts, check_adjustments):
        check(known, rules, file=facts.name)
    try:
        return score(rules, known)
    except FactsMismatch as wrong:
        raise BadFile(facts.name, wrong.where, wrong.words.zh, wrong.words.en) from None
