from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.web.forms import Form
from server.web.history import Event
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.provision.queries import ProvisionView, Totals
from vendors.provision.rules import Channel, Disposal, ProvisionState, What
from vendors.registry.queries import VendorView
from vendors.tasks.queries import TaskView

TONES: Mapping[ProvisionState, str] = {
    ProvisionState.REQUESTED: "warn",
    ProvisionState.REFUSED: "bad",
    ProvisionState.APPROVED: "brand",
    ProvisionState.PROVIDED: "brand",
    ProvisionState.DISPOSED: "warn",
    ProvisionState.CLOSED: "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerScreen:
    """The ledger, counted; a vendor declares the return of several rows at once."""

    page: Paged[ProvisionView]
    first: str
    export: str
    totals: Totals
    shown: Totals
    today: date
    years: int
    filters: Mapping[str, str]
    vendors: Sequence[VendorView]
    form: Form
    states: Sequence[ProvisionState] = tuple(ProvisionState)
    kinds: Sequence[What] = tuple(What)
    disposals: Sequence[Disposal] = tuple(Disposal)
    tones: Mapping[ProvisionState, str] = field(default_factory=lambda: TONES)
    accept: str = ACCEPTED

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())

    @property
    def returnable(self) -> bool:
        """Whether a row shown here is still out."""
        return any(row.state is ProvisionState.PROVIDED for row in self.page.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProvisionScreen:
    """The form of a release; `most` rows within a task need no leader."""

    form: Form
    vendors: Sequence[VendorView]
    tasks: Sequence[TaskView]
    most: int
    kinds: Sequence[What] = tuple(What)
    channels: Sequence[Channel] = tuple(Channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionScreen:
    """One row of the ledger with what is open on it."""

    row: ProvisionView
    about: str
    about_path: str
    files: Sequence[AttachmentView]
    history: Sequence[Event]
    today: date
    form: Form
    asked: str
    channels: Sequence[Channel] = tuple(Channel)
    disposals: Sequence[Disposal] = tuple(Disposal)
    accept: str = ACCEPTED

    @property
    def tone(self) -> str:
        return "bad" if self.row.overdue(self.today) else TONES[self.row.state]

    def form_of(self, name: str) -> Form:
        return self.form if self.asked == name else Form()
