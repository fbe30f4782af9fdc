"""告知, 申辩, 听证 before a measure is decided: what is owed before which, and where a proposal stands. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpi.engine.rulebook import Measure
from vendors.labels import Labelled
from vendors.numbering import Series

NOTICES: Final = Series(letters="LG", table="kpi_retention_notice")


class Answer(Labelled):
    """What a vendor answers a notice."""

    STATEMENT = "statement", "陈述申辩", "States its case"
    HEARING = "hearing", "申请听证", "Asks to be heard"
    NOTHING = "nothing", "无异议", "Has no objection"


class Stage(Labelled):
    """Where a proposal stands on its way to a decision."""

    TO_NOTIFY = "to_notify", "待告知", "To be notified"
    NOTIFIED = "notified", "待机构答复", "Awaiting the vendor"
    TO_REVIEW = "to_review", "待复核申辩", "Statement to be reviewed"
    TO_HEAR = "to_hear", "待听证", "To be heard"
    READY = "ready", "待决定", "To be decided"
    DECIDED = "decided", "已决定", "Decided"
    LAPSED = "lapsed", "已失效", "Lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What must go before a decision: the vendor told, heard if it asks for it, the matter discussed collectively."""

    notice: bool
    hearing: bool
    collective: bool


def need(measures: Iterable[Measure], *, cut: bool = False) -> Need:
    """As the rulebook says of the measures taken; `cut`: the linked fee is cut, which a vendor is told of as well."""
    taken = tuple(measures)
    return Need(
        notice=cut or any(one.procedure for one in taken),
        hearing=any(one.procedure == "hearing" for one in taken),
        collective=any(one.collective for one in taken),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice as far as the way to the decision goes; `heard` when a statement was reviewed or a hearing recorded."""

    answer_by: date
    answer: Answer | None
    heard: bool


def stage(*, decided: bool, superseded: bool, needed: Need, told: Told | None, on: date) -> Stage:
    """A vendor that does not answer in time is taken to have said nothing."""
    if decided:
        return Stage.DECIDED
    if superseded:
        return Stage.LAPSED
    if told is None:
        return Stage.TO_NOTIFY if needed.notice else Stage.READY
    if told.answer is None:
        return Stage.NOTIFIED if on <= told.answer_by else Stage.READY
    if told.heard or told.answer is Answer.NOTHING:
        return Stage.READY
    return Stage.TO_HEAR if told.answer is Answer.HEARING else Stage.TO_REVIEW
