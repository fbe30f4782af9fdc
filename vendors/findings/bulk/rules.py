"""How far a bulk act has come."""

from typing import Final

from vendors.labels import Labelled


class BulkState(Labelled):
    """`BROKEN`: its worker died each time it was tried; it can be taken up again where it stopped."""

    WAITING = "waiting", "排队中", "Waiting"
    RUNNING = "running", "办理中", "Under way"
    DONE = "done", "已办完", "Done"
    CANCELLED = "cancelled", "已停止", "Stopped"
    BROKEN = "broken", "已中断", "Broken off"


class Outcome(Labelled):
    """What became of one item."""

    WAITING = "", "未办理", "Not acted on"
    DONE = "done", "已办", "Done"
    REFUSED = "refused", "未办成", "Refused"


OPEN: Final = frozenset({BulkState.WAITING, BulkState.RUNNING})
