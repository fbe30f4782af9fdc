"""Between the groups and with the bureau: clues, data released and given back, review rules."""

from server.demo.cast import Stage
from server.demo.dealings.clues import CLUES, Acted
from server.demo.dealings.releases import Released
from server.demo.dealings.review_rules import plan_rules


def plan_cooperation(stage: Stage) -> None:
    for clue in CLUES:
        Acted(stage, clue).plan()
    Released(stage).plan()
    plan_rules(stage)
