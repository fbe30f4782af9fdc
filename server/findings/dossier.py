"""The file of a finding as its page shows it: what it is taken for and by which law, its evidence, who contributed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.web.access import Right, may
from server.web.i18n import _, code_words, label, locale, words
from vendors.actors import Actor
from vendors.errors import Words
from vendors.findings.contributor_queries import ContributorView, SameElsewhere, contributors, same_elsewhere
from vendors.findings.queries import EvidenceItem, FindingDetail
from vendors.findings.rules import (
    CLOSED,
    REPLACEABLE,
    EvidenceKind,
    FalseKind,
    FindingState,
    Fund,
    Part,
    Severity,
    Source,
)
from vendors.labels import Labelled
from vendors.periods import local_date
from vendors.policy.basis import Basis, Validity, basis_documents, packaged_basis
from vendors.policy.codes import (
    ViolationType,
    taxonomy,
    violation_in_english,
    violation_type,
)
from vendors.policy.law import citations
from vendors.registry.queries import vendors

_OFF: Final = frozenset({Validity.LAPSED, Validity.COMING})
_BY_HAND: Final = (Part.CORROBORATED, Part.HANDOFF, Part.ASSISTED)


def choices(kind: type[Labelled]) -> Sequence[tuple[str, str]]:
    """(value, term) of every member, for a list to choose from."""
    return tuple((member.value, label(member)) for member in kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A citation; `off` says that its document did not hold on the finding's day."""

    text: str
    off: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A violation type as it held on the finding's day; `since` tells what became of its code later."""

    code: str
    name: str
    law: Sequence[Law] = ()
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`reported` is the vendor's own coding where the bureau put another in its place."""

    finding: FindingDetail
    day: date
    coding: Coding
    reported: Coding | None
    contributors: Sequence[ContributorView]
    elsewhere: Sequence[SameElsewhere]
    vendors: Sequence[tuple[int, str]]
    may_classify: bool
    may_recode: bool
    may_add: bool

    @property
    def insurance(self) -> str:
        """险种 with the fund it draws on."""
        code = self.finding.head.insutype
        known = code_words("insutype")
        name = known.get(code, known.get(code[:3], "")) if code else ""
        return " ".join(text for text in (code, name) if text)

    @property
    def false_kinds(self) -> str:
        return "、".join(label(kind) for kind in self.finding.head.false_kinds)

    @property
    def evidence(self) -> Sequence[EvidenceItem]:
        """What stands, then what was voided."""
        return (*self.finding.evidence, *self.finding.voided)

    @property
    def standing_evidence(self) -> Sequence[tuple[int, str]]:
        return tuple((item.id, f"{label(item.kind)} {item.name}") for item in self.finding.evidence)

    @property
    def noted(self) -> Sequence[tuple[int, str]]:
        """What the bureau noted by hand, to be taken back."""
        return tuple((one.noted, f"{one.vendor_name} {label(one.kind)}") for one in self.contributors if one.noted)

    @property
    def sources(self) -> Sequence[tuple[str, str]]:
        return choices(Source)

    @property
    def severities(self) -> Sequence[tuple[str, str]]:
        return choices(Severity)

    @property
    def shams(self) -> Sequence[tuple[str, str]]:
        return choices(FalseKind)

    @property
    def funds(self) -> Sequence[tuple[str, str]]:
        return choices(Fund)

    @property
    def evidence_kinds(self) -> Sequence[tuple[str, str]]:
        return choices(EvidenceKind)

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        return tuple((part.value, label(part)) for part in _BY_HAND)

    @property
    def codes(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """Group → (code, name) of what could be chosen on the finding's day."""
        listed: dict[str, list[tuple[str, str]]] = {}
        for entry in taxonomy():
            if entry.in_force(self.day) and not entry.of_vendors and entry.code != self.coding.code:
                listed.setdefault(entry.group_name, []).append((entry.code, named(entry)))
        return tuple(listed.items())


def named(entry: ViolationType) -> str:
    """The official name, in an English page with its translation."""
    english = violation_in_english(entry) if locale() == "en" else entry.name
    return entry.name if english == entry.name else f"{entry.name} ({english})"


async def dossier_of(detail: FindingDetail, *, who: Actor, at: datetime) -> Dossier:
    """What this person may see of a finding's file and do to it."""
    head, today = detail.head, local_date(at)
    day = local_date(head.created_at)
    known = await basis_documents(for_=who) if who.at_bureau else packaged_basis()
    documents = {one.code: one for one in known}
    coding = _coding(head.violation, day=day, today=today, documents=documents)
    before = head.reported_violation
    rests = head.blind and head.state is FindingState.AWAITING_SECOND
    open_, theirs = head.state not in CLOSED and not rests, may(who, Right.VERIFY_LEAD)
    may_classify = who.at_bureau and theirs and open_
    elsewhere = await same_elsewhere(finding=head.id, for_=who)
    listed = await vendors(for_=who) if may_classify else ()
    return Dossier(
        finding=detail,
        day=day,
        coding=coding,
        reported=_coding(before, day=day, today=today, documents=documents) if before != head.violation else None,
        contributors=await contributors(finding=head.id, told=elsewhere, for_=who),
        elsewhere=elsewhere,
        vendors=tuple((one.id, one.short_name) for one in listed if one.id != head.vendor),
        may_classify=may_classify,
        may_recode=may_classify and head.state in REPLACEABLE,
        may_add=who.at_bureau and open_ and may(who, Right.ADD_EVIDENCE),
    )


def _coding(code: str, *, day: date, today: date, documents: Mapping[str, Basis]) -> Coding:
    entry = violation_type(code, day)
    if entry is None:
        return Coding(code=code, name="", since=_("报送当日代码表中没有该代码"))
    law = tuple(_law(cited.words, documents.get(cited.document), day) for cited in citations(entry.law))
    return Coding(code=code, name=named(entry), law=law, since=since(entry, today))


def _law(said: Words, document: Basis | None, day: date) -> Law:
    off = document is not None and document.validity(day) in _OFF
    return Law(text=words(said), off=_("报送当日不在有效期内") if off else "")


def since(entry: ViolationType, today: date) -> str:
    """Whether the code says something else by now, or nothing any more."""
    if entry.until is None or entry.until >= today:
        return ""
    current, ended = violation_type(entry.code, today), entry.until.isoformat()
    if current:
        return _("%(day)s 后更名为“%(name)s”", day=ended, name=named(current))
    later = violation_type(entry.successor, today) if entry.successor else None
    if later:
        return _("%(day)s 后停用，改用 %(code)s %(name)s", day=ended, code=later.code, name=named(later))
    return _("%(day)s 后停用", day=ended)
