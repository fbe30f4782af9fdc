"""Everything about scores, put on the agenda."""

from server.demo.cast import Stage
from server.demo.scoring.beginnings import plan_beginnings
from server.demo.scoring.closes import plan_closes
from server.demo.scoring.conduct import plan_events
from server.demo.scoring.observed import plan_observed
from server.demo.scoring.paying import plan_payments
from server.demo.scoring.restating import plan_restating
from server.demo.scoring.rulebooks import plan_rulebooks


def plan_scoring(stage: Stage) -> None:
    plan_events(stage)
    plan_observed(stage)
    plan_closes(stage)
    plan_payments(stage)
    plan_rulebooks(stage)
    plan_beginnings(stage)
    plan_restating(stage)
