"""What waits between the second review and the determination, beside the findings themselves (duties)."""

from typing import Final

from server.desk import counting
from server.desk.queue import Queue
from server.web.access import Right
from vendors.errors import Words

RULINGS: Final = (
    Queue(
        right=Right.NOTIFY,
        tag=Words("告知书送达", "Service"),
        title=Words("{n} 份告知书已制作，待送达", "{n} notices are printed and not served yet"),
        href="/notices?stage=printed",
        count=counting.unserved,
    ),
    Queue(
        right=Right.RECORD_PANEL,
        tag=Words("合议", "Panels"),
        title=Words("{n} 件问题待合议", "{n} findings wait for their panel"),
        href="/rulings?stage=decide",
        count=counting.panels_due,
        tone="warn",
    ),
)
