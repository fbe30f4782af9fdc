"""How states, streams and movements look: status is colour, shape and word."""

from collections.abc import Mapping
from typing import Final

from vendors.recoveries.rules import State

STATES: Final[Mapping[State, str]] = {
    State.DUE: "brand",
    State.PARTLY: "warn",
    State.OVERDUE: "bad",
    State.ENFORCED: "bad",
    State.RECOVERED: "good",
    State.REFUSED: "good",
    State.WRITTEN_OFF: "",
    State.ANNULLED: "",
    State.RECONCILED: "good",
}
