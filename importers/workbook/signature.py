"""The stamp in a template: what it is, for whom, and an HMAC-SHA256 that says nobody changed that.

It stands twice: in a buried sheet (WPS and LibreOffice keep it) and as custom document properties. A file without a
stamp is welcome when its headers match; one stamped for another vendor or task is refused by whoever reads `strays`.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from xml.parsers import expat

from vendors.errors import Words
from vendors.labels import Labelled

SHEET = "_hengjian"
_PREFIX = "hengjian."
_SEAL = "signature"


class Verdict(Labelled):
    """What a stamp is worth."""

    OK = "ok", "有效", "valid"
    FORGED = "forged", "模板签名不符", "signature does not match"
    ABSENT = "absent", "无模板签名", "no stamp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """`kind` is the vendor kind's letter, `issued_at` ISO text with offset, `signature` hex."""

    template: str
    version: str
    kind: str
    task: str
    vendor: str
    uscc: str
    issued_at: str
    signature: str = ""

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Name and value as the buried sheet and the document properties hold them."""
        return tuple((_PREFIX + name, str(value)) for name, value in asdict(self).items())


def sign(
    *, template: str, version: str, kind: str, task: str, vendor: int, uscc: str, at: datetime, secret: bytes
) -> Stamp:
    """A stamp for one task's template. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError("an aware time is needed")
    bare = Stamp(
        template=template,
        version=version,
        kind=kind,
        task=task,
        vendor=str(vendor),
        uscc=uscc,
        issued_at=at.isoformat(timespec="seconds"),
    )
    return Stamp(**{**asdict(bare), _SEAL: _seal(bare, secret)})


def verify(stamp: Stamp | None, secret: bytes) -> Verdict:
    if stamp is None:
        return Verdict.ABSENT
    good = hmac.compare_digest(_seal(stamp, secret).encode(), stamp.signature.encode(errors="replace"))
    return Verdict.OK if good else Verdict.FORGED


def read_stamp(rows: Iterable[Sequence[str]] = (), properties: bytes = b"") -> Stamp | None:
    """From the buried sheet's rows of texts and/or the bytes of `docProps/custom.xml`.

    Either is enough. When they disagree the result carries no signature, so that it verifies as forged.
    """
    sheet = _named({row[0]: row[1] for row in rows if len(row) > 1})
    custom = _named(_properties(properties))
    if sheet and custom and sheet != custom:
        return Stamp(**{**asdict(sheet), _SEAL: ""})
    return sheet or custom


def strays(stamp: Stamp, *, task: str, vendor: int) -> Words | None:
    """Why a genuine stamp does not belong here, or None when it does."""
    if stamp.vendor != str(vendor):
        return Words(
            "该模板是为另一家第三方机构签发的，请在本机构的任务页重新下载模板。",
            "This template was issued to another vendor; download it again from your own task's page.",
        )
    if stamp.task != task:
        return Words(
            f"该模板属于任务 {stamp.task}，当前任务为 {task}，请上传到对应任务或重新下载模板。",
            f"This template belongs to task {stamp.task}, not to {task}; upload it there or download it again.",
        )
    return None


def _seal(stamp: Stamp, secret: bytes) -> str:
    said = {name: value for name, value in asdict(stamp).items() if name != _SEAL}
    canonical = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hmac.new(secret, canonical.encode(), hashlib.sha256).hexdigest()


def _named(found: Mapping[str, str]) -> Stamp | None:
    known = {item.name: found.get(_PREFIX + item.name, "") for item in fields(Stamp)}
    return Stamp(**known) if any(known.values()) else None


class _Doctype(Exception):
    pass


class _Properties:
    """Collects our names and texts from `docProps/custom.xml`."""

    def __init__(self) -> None:
        self.name = ""
        self.found: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "property":
            self.name = attributes.get("name", "")

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "property":
            self.name = ""

    def text(self, piece: str) -> None:
        if self.name.startswith(_PREFIX):
            self.found[self.name] = self.found.get(self.name, "") + piece

    def refuse(self, *_: object) -> None:
        raise _Doctype


def _properties(content: bytes) -> dict[str, str]:
    """Nothing from a part that is broken or declares a DOCTYPE."""
    reading, parser = _Properties(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reading.text, reading.refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003  positional only
    except (expat.ExpatError, _Doctype):
        return {}
    return {key: value.strip() for key, value in reading.found.items()}
