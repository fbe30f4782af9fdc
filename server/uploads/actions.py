from datetime import datetime
from typing import Literal

from importers.batches.queries import BatchView
from vendors.actors import Actor
from vendors.journal.actions import act


async def record_download(*, batch: BatchView, what: Literal["original", "annotated"], by: Actor, at: datetime) -> None:
    """Write down who took a file that can show a patient out of the system."""
    async with act(by=by, at=at) as deed:
        after = {"number": batch.number, "file": what}
        deed.note("batch.downloaded", "batch", batch.id, vendor=batch.vendor, after=after)
