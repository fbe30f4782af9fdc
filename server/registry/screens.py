from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.web.forms import Form
from server.web.history import Event
from vendors.contracts.queries import ContractView
from vendors.people.queries import StaffView
from vendors.registry.queries import VendorView
from vendors.registry.rules import TRANSITIONS, Kind, Standing

TONES: Mapping[Standing, str] = {
    Standing.REGISTERED: "",
    Standing.IN_SERVICE: "good",
    Standing.RECTIFYING: "warn",
    Standing.SUSPENDED: "warn",
    Standing.EXITED: "",
    Standing.DROPPED: "bad",
    Standing.EXPELLED: "bad",
    Standing.BANNED: "bad",
}
GLYPHS: Mapping[Kind, str] = {
    Kind.A: "stethoscope",
    Kind.B: "monitor",
    Kind.C: "calculator",
    Kind.D: "umbrella",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorsScreen:
    """The register: vendors and how many stand where."""

    vendors: Sequence[VendorView]
    counts: Mapping[Standing, int]
    kind: str
    standing: str
    text: str
    kinds: Sequence[Kind] = tuple(Kind)
    standings: Sequence[Standing] = tuple(Standing)
    tones: Mapping[Standing, str] = field(default_factory=lambda: TONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVendorScreen:
    form: Form
    kinds: Sequence[Kind] = tuple(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorScreen:
    """One vendor with its people, contracts and history; `form` is the change of standing."""

    vendor: VendorView
    staff: Sequence[StaffView]
    contracts: Sequence[ContractView]
    history: Sequence[Event]
    today: date
    form: Form
    staff_form: Form

    @property
    def tone(self) -> str:
        return TONES[self.vendor.standing]

    @property
    def glyph(self) -> str:
        return GLYPHS[self.vendor.kind]

    @property
    def next_standings(self) -> Sequence[Standing]:
        return sorted(TRANSITIONS[self.vendor.standing], key=list(Standing).index)
