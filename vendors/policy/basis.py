"""依据文件: the documents everything here rests on, packaged ones under the bureau's own; cited by 文号 or title."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from vendors.actors import Actor
from vendors.errors import Forbidden, NotFound
from vendors.labels import Labelled
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

_COLUMNS = "id, code, number, title, kind, issuer, issued_on, begins, ends, note"


class BasisKind(Labelled):
    """What a document is."""

    LAW = "law", "法律法规", "Law or regulation"
    RULE = "rule", "规章办法", "Rule"
    PLAN = "plan", "方案计划", "Plan"
    NOTICE = "notice", "通知公告", "Notice"
    TEMPLATE = "template", "合同范本", "Contract template"
    REPORT = "report", "工作报告", "Report"


class Validity(Labelled):
    """Whether a document holds on a day."""

    COMING = "coming", "未生效", "Not yet in force"
    IN_FORCE = "in_force", "有效", "In force"
    LAPSING = "lapsing", "将失效", "About to lapse"
    LAPSED = "lapsed", "已失效", "Lapsed"
    UNSTATED = "unstated", "未载明", "Not stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A document; in force from `begins` to `ends`, both inclusive. `id` is None for a packaged one."""

    code: str
    title: str
    kind: BasisKind
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    begins: date | None = None
    ends: date | None = None
    note: str = ""
    id: int | None = None

    @property
    def cited(self) -> str:
        """As other papers name it: 《title》（number）."""
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"

    def validity(self, on: date) -> Validity:
        if self.begins is not None and on < self.begins:
            return Validity.COMING
        if self.ends is None:
            return Validity.IN_FORCE if self.begins else Validity.UNSTATED
        if self.ends < on:
            return Validity.LAPSED
        warned = self.ends - timedelta(days=parameter("basis_lapse_warning_days", on).whole)
        return Validity.LAPSING if on >= warned else Validity.IN_FORCE


@cache
def packaged_basis() -> tuple[Basis, ...]:
    """data/basis.toml, in the order of the file."""
    book = tomllib.loads(files("vendors.policy").joinpath("data/basis.toml").read_text(encoding="utf-8"))
    return tuple(
        Basis(
            code=row["code"],
            title=row["title"],
            kind=BasisKind(row["kind"]),
            number=row.get("number", ""),
            issuer=row.get("issuer", ""),
            issued_on=row.get("issued"),
            begins=row.get("from"),
            ends=row.get("to"),
            note=row.get("note", ""),
        )
        for row in book["basis"]
    )


async def basis_documents(*, text: str = "", kind: BasisKind | None = None, for_: Actor) -> tuple[Basis, ...]:
    """Every document, the packaged first; the bureau's own stand for packaged ones of their code.

    Forbidden for vendor people.
    """
    if not for_.at_bureau:
        raise Forbidden("依据文件库只供医保部门查看。", "The register of basis documents is the bureau's alone.")
    own = {one.code: one for one in await _own()}
    merged = [own.pop(one.code, one) for one in packaged_basis()] + list(own.values())
    wanted = text.strip()
    return tuple(one for one in merged if wanted in one.title + one.number and kind in (None, one.kind))


async def basis_by_number(number: str, *, for_: Actor) -> Basis | None:
    """The document with this 文号."""
    return next((one for one in await basis_documents(for_=for_) if one.number == number.strip()), None)


async def basis_document(code: str, *, for_: Actor) -> Basis:
    """Raises NotFound."""
    found = next((one for one in await basis_documents(for_=for_) if one.code == code), None)
    if found is None:
        raise NotFound
    return found


async def _own() -> tuple[Basis, ...]:
    async with transaction() as connection:
        rows = await connection.fetch(f"SELECT {_COLUMNS} FROM vendors_basis ORDER BY code")  # noqa: S608 constant columns
    return tuple(Basis(**(dict(row) | {"kind": BasisKind(row["kind"])})) for row in rows)
