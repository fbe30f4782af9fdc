"""证据 of a finding with its files: what stands, and what was voided and proves nothing any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.findings.rules import EvidenceKind

if TYPE_CHECKING:
    from asyncpg.connection import Connection

EVIDENCE: Final = "evidence"
"""The type of record under which the files are attached; the id is the evidence's."""
STANDING_KINDS: Final = "SELECT DISTINCT kind FROM vendors_evidence WHERE finding = $1 AND voided_at IS NULL"
"""What a determination may rest on."""
_EVIDENCE = """
SELECT e.id, e.kind, e.name, e.page, e.source, e.vendor IS NULL AS of_bureau, e.added_by, e.added_at, e.voided_by,
  e.voided_at, e.void_reason, a.id AS attachment, coalesce(a.filename, '') AS filename, coalesce(a.size, 0) AS size,
  coalesce(a.sha256, '') AS sha256
FROM vendors_evidence e LEFT JOIN vendors_attachment a ON a.object_type = 'evidence' AND a.object_id = e.id
WHERE e.finding = $1 AND ($2::int IS NULL OR e.vendor = $2) ORDER BY e.id, a.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One entry of 证据清单. What came with the workbook has no `added_at`; `of_bureau` no vendor is shown."""

    id: int
    kind: EvidenceKind
    name: str
    page: str
    source: str = ""
    of_bureau: bool = False
    added_by: str = ""
    added_at: datetime | None = None
    voided_by: str = ""
    voided_at: datetime | None = None
    void_reason: str = ""
    attachment: int | None = None
    filename: str = ""
    size: int = 0
    sha256: str = ""


async def evidence_of(connection: "Connection", *, finding: int, for_: Actor) -> tuple[EvidenceItem, ...]:
    """All of it that this person may see, voided or not, in order of entry."""
    rows = await connection.fetch(_EVIDENCE, finding, for_.vendor)
    return tuple(_item(row, named=for_.at_bureau) for row in rows)


def _item(row: Mapping[str, object], *, named: bool) -> EvidenceItem:
    fields = {**row, "kind": EvidenceKind(str(row["kind"]))}
    if not named:
        fields |= {"voided_by": ""}
    return EvidenceItem(**fields)  # type: ignore[arg-type]
