"""Which certificates each kind of vendor must show (a packaged list), and how far the shown ones reach."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.registry.rules import Kind


class QualificationState(Labelled):
    """What the bureau made of a certificate; lapsed is worked out from its days."""

    SUBMITTED = "submitted", "待核验", "To be verified"
    VERIFIED = "verified", "已核验", "Verified"
    REFUSED = "refused", "核验未通过", "Not accepted"
    REVOKED = "revoked", "已吊销", "Revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A certificate one kind of vendor shows; of the required ones with the same `need` one is enough."""

    kind: Kind
    code: str
    need: str
    words: Words
    required: bool
    source: str
    begins: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate as shown: of which code, from when until when (None is 长期), and whether it was verified.

    `proven` once there is a scan of it, or a reason on file why there is none.
    """

    code: str
    valid_from: date
    valid_until: date | None
    state: QualificationState
    proven: bool = True

    def good_on(self, day: date) -> bool:
        return self.state is QualificationState.VERIFIED and self.valid_from <= day and not self.lapsed_on(day)

    def lapsed_on(self, day: date) -> bool:
        """The last day still counts."""
        return self.valid_until is not None and self.valid_until < day


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a kind must or may show: one of the accepted certificates."""

    accepted: tuple[Requirement, ...]

    @property
    def required(self) -> bool:
        return self.accepted[0].required

    @property
    def names(self) -> Words:
        return Words(
            "或".join(one.words.zh for one in self.accepted), " or ".join(one.words.en for one in self.accepted)
        )

    @property
    def source(self) -> str:
        return "；".join(dict.fromkeys(part for one in self.accepted for part in one.source.split("；")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack(Need):
    """A need no certificate meets on the day; `lapsed_on` the last day of the one that met it longest."""

    lapsed_on: date | None


def read_requirements(text: str) -> tuple[Requirement, ...]:
    """Rows in the shape of data/qualifications.toml."""
    return tuple(
        Requirement(
            kind=Kind(row["kind"]),
            code=row["code"],
            need=row["need"],
            words=Words(row["zh"], row["en"]),
            required=row["required"],
            source=row["source"],
            begins=row["from"],
            ends=row.get("to"),
        )
        for row in tomllib.loads(text)["qualification"]
    )


@cache
def packaged() -> tuple[Requirement, ...]:
    return read_requirements(
        resources.files("vendors.registry").joinpath("data/qualifications.toml").read_text("utf-8")
    )


def known_for(kind: Kind, *, on: date) -> tuple[Requirement, ...]:
    """What a vendor of this kind may show on a day, required or useful."""
    return tuple(one for one in packaged() if one.kind is kind and one.holds_on(on))


def named(kind: Kind, code: str) -> Requirement | None:
    """The newest row of a certificate, in force or not; None for a code this kind never had."""
    return max((one for one in packaged() if (one.kind, one.code) == (kind, code)), key=_begins, default=None)


def _begins(one: Requirement) -> date:
    return one.begins


def needs(requirements: Iterable[Requirement]) -> tuple[Need, ...]:
    """Certificates that stand in for one another, together; the required ones first."""
    found: dict[tuple[bool, str], list[Requirement]] = {}
    for one in requirements:
        found.setdefault((not one.required, one.need), []).append(one)
    return tuple(Need(accepted=tuple(rows)) for (_, rows) in sorted(found.items(), key=lambda item: item[0][0]))


def lacking(requirements: Iterable[Requirement], held: Sequence[Held], *, on: date) -> tuple[Lack, ...]:
    """The needs no verified and valid certificate meets on the day, in the order of the list."""
    lacks = []
    for need in needs(requirements):
        codes = {row.code for row in need.accepted}
        mine = [one for one in held if one.code in codes]
        if need.required and not any(one.good_on(on) for one in mine):
            lacks.append(Lack(accepted=need.accepted, lapsed_on=_lapsed(mine, on)))
    return tuple(lacks)


def unproven(requirements: Iterable[Requirement], held: Sequence[Held], *, on: date) -> tuple[Need, ...]:
    """The needs only met by certificates nobody can look at: no scan, and no reason why there is none."""
    found = []
    for need in needs(requirements):
        codes = {row.code for row in need.accepted}
        good = [one for one in held if one.code in codes and one.good_on(on)]
        if need.required and good and not any(one.proven for one in good):
            found.append(need)
    return tuple(found)


def _lapsed(held: Sequence[Held], on: date) -> date | None:
    verified = [one.valid_until for one in held if one.state is QualificationState.VERIFIED and one.lapsed_on(on)]
    return max((day for day in verified if day), default=None)


def reminder_step(days_left: int, steps: Iterable[int]) -> int | None:
    """The nearest reminder reached: 0 once lapsed, None while none is due."""
    if days_left < 0:
        return 0
    return min((step for step in steps if days_left <= step), default=None)
