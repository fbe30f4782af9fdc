"""People named line by line in a form: 姓名 职务 [意见 …]."""

import re
from collections.abc import Sequence

from server.web.forms import Reading
from vendors.errors import Words
from vendors.rulings.decision_rules import Attendee
from vendors.rulings.panel_rules import Member
from vendors.rulings.rules import Outcome
from vendors.rulings.service_rules import Exchange

_ROWS = re.compile(r"[\n、;；]+")
_APART = re.compile(r"[\s,，/]+")
_ASKED = re.compile(r"^\s*(?:问|Q)\s*[:：]\s*", re.IGNORECASE)
_ANSWERED = re.compile(r"^\s*(?:答|A)\s*[:：]\s*", re.IGNORECASE)
_OUTCOMES = {form.casefold(): one for one in Outcome for form in (one.zh, one.en, one.value)} | {
    "成立": Outcome.UPHELD,
    "认定部分成立": Outcome.PARTLY_UPHELD,
    "认定不成立": Outcome.NOT_UPHELD,
}


def attendees(text: str) -> tuple[Attendee, ...]:
    """One a line (or apart by 、): the name, then the post."""
    found = []
    for row in _ROWS.split(text):
        name, *post = _APART.split(row.strip(), maxsplit=1)
        if name:
            found.append(Attendee(name=name[:80], post=(post[0] if post else "")[:80]))
    return tuple(found)


def named(people: Sequence[Attendee]) -> str:
    """The same as it is typed."""
    return "\n".join(f"{one.name} {one.post}".strip() for one in people)


def members(read: Reading, name: str) -> tuple[Member, ...]:
    """One a line: name, opinion (成立/部分成立/不成立), then reasons; a line that does not say so is a fault."""
    found = []
    for row in read.text(name, longest=4_000).splitlines():
        if not row.strip():
            continue
        parts = _APART.split(row.strip(), maxsplit=2)
        outcome = _OUTCOMES.get(parts[1].casefold()) if len(parts) > 1 else None
        if outcome is None:
            said = f"“{row.strip()[:20]}”应写成“姓名 成立/部分成立/不成立 理由”。"
            read.fault(name, Words(said, f"Write “{row.strip()[:20]}” as “name outcome reasons”."))
            continue
        found.append(Member(name=parts[0][:80], outcome=outcome, words=(parts[2] if len(parts) > 2 else "")[:1_000]))
    return tuple(found)


def exchanges(text: str) -> tuple[Exchange, ...]:
    """问/答 lines of a transcript; lines without a mark go on with what stands above them."""
    found: list[list[str]] = []
    for row in text.splitlines():
        asked, answered = _ASKED.match(row), _ANSWERED.match(row)
        if asked:
            found.append([row[asked.end() :].strip(), ""])
        elif answered and found:
            found[-1][1] = f"{found[-1][1]}\n{row[answered.end() :].strip()}".strip()
        elif found and row.strip():
            place = 1 if found[-1][1] else 0
            found[-1][place] = f"{found[-1][place]}\n{row.strip()}"
    return tuple(Exchange(question=question, answer=answer) for question, answer in found)
