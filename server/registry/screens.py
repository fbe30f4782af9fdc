from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.registry.frame import TONES, Frame, Refused
from server.web.forms import Form
from server.web.history import Event
from server.web.paging import Paged
from vendors.bars import Bar
from vendors.contracts.queries import ContractView
from vendors.registry.qualifications.expiring import Expiring
from vendors.registry.queries import VendorView
from vendors.registry.rules import TRANSITIONS, Kind, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A vendor in the list with what stands against it and which certificates are running out."""

    vendor: VendorView
    bars: Sequence[Bar]
    due: Sequence[Expiring]

    @property
    def tone(self) -> str:
        return TONES[self.vendor.standing]

    @property
    def lapsed(self) -> bool:
        return any(one.step == 0 for one in self.due)

    @property
    def soonest(self) -> Expiring | None:
        return self.due[0] if self.due else None

    @property
    def said(self) -> Sequence[Bar]:
        """Bars the standing does not tell already."""
        return tuple(bar for bar in self.bars if not bar.code.startswith("standing_"))


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorsScreen:
    """A page of the register, and how many vendors stand where."""

    page: Paged[Listed]
    first: str
    after: str
    export: str
    sorts: Mapping[str, str]
    sort: str
    counts: Mapping[Standing, int]
    expiring: int
    waiting: int
    kind: str
    standing: str
    text: str
    due: str
    kinds: Sequence[Kind] = tuple(Kind)
    standings: Sequence[Standing] = tuple(Standing)

    def direction(self, name: str) -> str:
        """How the list is sorted by a column: asc, desc or not."""
        return {name: "asc", f"-{name}": "desc"}.get(self.sort, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorScreen:
    """One vendor's particulars, contracts and history. `ban_ends` is the last day of a ban begun now."""

    frame: Frame
    parent: VendorView | None
    branches: Sequence[VendorView]
    staff: int
    contracts: Sequence[ContractView]
    history: Sequence[Event]
    ban_ends: date
    ban_source: str
    refused: Refused

    @property
    def form(self) -> Form:
        return self.refused.of("standing")

    @property
    def admit_form(self) -> Form:
        return self.refused.of("admit")

    @property
    def pending(self) -> bool:
        return self.frame.vendor.standing is Standing.PENDING

    @property
    def banned(self) -> bool:
        return self.frame.vendor.standing is Standing.BANNED

    @property
    def expelled(self) -> bool:
        """Next is the ban."""
        return self.frame.vendor.standing is Standing.EXPELLED

    @property
    def missing(self) -> Sequence[Bar]:
        """What keeps a 待登记 vendor from 入库."""
        return tuple(
            bar for bar in self.frame.bars if not bar.code.startswith("standing_") and bar.code != "blacklist_name"
        )

    @property
    def next_standings(self) -> Sequence[Standing]:
        """Steps taken here by hand; into service only by a contract, into the register by its own check."""
        standing = self.frame.vendor.standing
        own = {Standing.REGISTERED} | ({Standing.IN_SERVICE} if standing is Standing.REGISTERED else set())
        return sorted(TRANSITIONS[standing] - own, key=list(Standing).index)
