"""流转记录: a finding's way as its journal tells it to each reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Words
from vendors.findings.blindness import JUDGING, shown_act
from vendors.findings.rules import TOLD, Act, FalseKind, Fund, Severity, Source
from vendors.journal.rules import Entry, Json
from vendors.labels import Labelled

RECODED: Final = "finding.recoded"
CLASSIFIED: Final = "finding.classified"
_PREFIX: Final = "finding."
_ACTS: Final = frozenset(f"{_PREFIX}{act.value}" for act in Act)
_FURTHER: Final[Mapping[str, Words]] = {
    CLASSIFIED: Words("登记来源与性质", "Source and nature recorded"),
    RECODED: Words("重新定性", "Re-coded"),
    "finding.evidence_added": Words("补充证据", "Evidence added"),
    "finding.evidence_voided": Words("证据作废", "Evidence voided"),
    "finding.contributor_added": Words("登记贡献机构", "Contributing vendor noted"),
    "finding.contributor_removed": Words("撤销贡献机构", "Contributing vendor taken back"),
}
"""Work on a finding's file, which moves it to no other state."""
_CLASSES: Final[Mapping[str, tuple[Words, type[Labelled]]]] = {
    "source": (Words("线索来源", "Source"), Source),
    "severity": (Words("行为性质", "Nature"), Severity),
    "false_kinds": (Words("三假", "The three shams"), FalseKind),
    "fund": (Words("基金", "Fund"), Fund),
}
"""What a classification may change, as the journal names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a finding's way; `act` is None for the filing, and for its end when it was
    replaced or voided (`ended`) and for work on its file (`further` names it).

    A vendor is not told who at the bureau acted, and reads the words only where they are meant for it.
    """

    at: datetime
    who: str
    act: Act | None
    note: str
    ended: bool = False
    sealed: bool = False
    further: Words | None = None

    @property
    def title(self) -> Words:
        if self.sealed:
            return Words("已有审核意见（盲审，暂不显示）", "A reviewer has spoken (blind review; not shown yet)")
        if self.ended:
            return Words("已失效（新版本替换或批次作废）", "Superseded by a new version, or voided with its batch")
        if self.further:
            return self.further
        return Words(self.act.zh, self.act.en) if self.act else Words("报送入库", "Filed")


def told_step(entry: Entry, *, vendor_name: str, is_sealed: bool, for_: Actor) -> Step | None:
    """The step of a journal entry for this person's eyes; None when it is none, or none of theirs."""
    if entry.kind in _FURTHER:
        return _further(entry, is_sealed=is_sealed, for_=for_)
    if entry.kind not in _ACTS:
        return None
    act = shown_act(Act(entry.kind.removeprefix(_PREFIX)), for_=for_)
    if act is None:
        return None
    if is_sealed and act in JUDGING:
        return Step(at=entry.at, who="", act=None, note="", sealed=True)
    if for_.at_bureau:
        return Step(at=entry.at, who=entry.actor_name, act=act, note=entry.note)
    who = vendor_name if act is Act.ANSWER else ""
    return Step(at=entry.at, who=who, act=act, note=entry.note if act in TOLD else "")


def _further(entry: Entry, *, is_sealed: bool, for_: Actor) -> Step | None:
    """Work on the file. A vendor is told that its finding was re-coded, and why; who did it and their words are kept
    back with the opinions, and so is what a finding was classed as.
    """
    if not for_.at_bureau and entry.kind != RECODED:
        return None
    note = " ".join(text for text in (_about(entry), "" if is_sealed else entry.note) if text)
    return Step(
        at=entry.at,
        who=entry.actor_name if for_.at_bureau and not is_sealed else "",
        act=None,
        note=note,
        further=_FURTHER[entry.kind] if is_sealed or entry.kind != CLASSIFIED else _classified(entry),
    )


def _classified(entry: Entry) -> Words:
    """The step with each value changed, before and after."""
    said, before, after = _FURTHER[CLASSIFIED], entry.before or {}, entry.after or {}
    changes = [
        (name, _terms(kind, before.get(field)), _terms(kind, after[field]))
        for field, (name, kind) in _CLASSES.items()
        if field in after
    ]
    zh = "；".join(f"{name.zh} {was.zh} → {now.zh}" for name, was, now in changes)
    en = "; ".join(f"{name.en} {was.en} → {now.en}" for name, was, now in changes)
    return Words(f"{said.zh}：{zh}", f"{said.en}: {en}") if changes else said


def _terms(kind: type[Labelled], value: Json) -> Words:
    """The official terms of a stored value or of several."""
    stored = value if isinstance(value, list) else [value] if value else []
    terms = [kind(str(one)) for one in stored]
    return Words("、".join(one.zh for one in terms) or "无", ", ".join(one.en for one in terms) or "none")


def _about(entry: Entry) -> str:
    """Both codes of a re-coding, the name of a piece of evidence."""
    before, after = entry.before or {}, entry.after or {}
    if entry.kind == RECODED:
        return f"{before.get('violation', '')} → {after.get('violation', '')}"
    return str(after.get("name") or before.get("name") or "")
