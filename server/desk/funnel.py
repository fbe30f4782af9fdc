"""From the report to the money back, as charts.funnel draws it."""

from collections.abc import Sequence

from server.web.i18n import _, label
from vendors.money import wan_yuan
from vendors.recoveries.queries import Funnel


def drawn(known: Funnel) -> Sequence[tuple[str, int, str]]:
    """How many findings came so far, and the stage's money."""
    return [
        (label(stage), one.number, _("%(n)s 件 %(wan)s 万", n=f"{one.number:,}", wan=wan_yuan(one.fen)))
        for stage, one in known.stages.items()
    ]
