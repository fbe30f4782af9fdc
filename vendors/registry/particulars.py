"""What a vendor tells of itself, and what is wrong with it. Pure."""

from dataclasses import astuple, dataclass, replace
from typing import Final

from vendors.errors import Words
from vendors.journal.rules import Json
from vendors.registry import uscc

_LONGEST: Final = {
    "name": 100, "short_name": 20, "legal_representative": 40, "contact": 80, "parent_name": 100, "address": 200,
    "former_names": 300,
}  # fmt: skip
_MUST: Final = ("name", "short_name", "legal_representative")
_EMPTY: Final = Words("不能为空。", "Must not be empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """基本信息; the order of the fields is the order of the columns in the actions' statements."""

    name: str
    short_name: str
    legal_representative: str
    contact: str = ""
    note: str = ""
    parent_code: str = ""
    parent_name: str = ""
    capital_fen: int | None = None
    address: str = ""
    former_names: str = ""

    def values(self) -> tuple[object, ...]:
        return astuple(self)

    def told(self) -> dict[str, Json]:
        """For the journal: the fields that say something."""
        names = self.__slots__
        return {name: value for name in names if (value := getattr(self, name)) not in ("", None)}

    def tidy(self) -> "Particulars":
        """Without blanks around; the head office's code in its normal form."""
        return replace(
            self,
            name=self.name.strip(),
            short_name=self.short_name.strip(),
            legal_representative=self.legal_representative.strip(),
            contact=self.contact.strip(),
            note=self.note.strip(),
            parent_code=uscc.normalise(self.parent_code),
            parent_name=self.parent_name.strip(),
            address=self.address.strip(),
            former_names=self.former_names.strip(),
        )

    def after_change(self, before: "Particulars") -> "Particulars":
        """With the name it had until now among its former names."""
        if self.name == before.name or before.name in self.former_names.split("、"):
            return self
        return replace(self, former_names="、".join(filter(None, (self.former_names, before.name))))


def problems(told: Particulars, *, code: str) -> dict[str, Words]:
    """Field → fault. `code` is the vendor's own, which its head office cannot have."""
    faults: dict[str, Words] = {}
    for name, longest in _LONGEST.items():
        text = getattr(told, name)
        if len(text) > longest:
            faults[name] = Words(f"最多 {longest} 个字。", f"At most {longest} characters.")
        elif name in _MUST and not text:
            faults[name] = _EMPTY
    if told.capital_fen is not None and told.capital_fen <= 0:
        faults["capital"] = Words("注册资本应大于 0。", "The registered capital is more than 0.")
    return faults | _parent(told, code)


def _parent(told: Particulars, code: str) -> dict[str, Words]:
    if not told.parent_code and not told.parent_name:
        return {}
    if not told.parent_name:
        return {"parent_name": Words("请填写上级机构名称。", "Give the head office's name.")}
    if not told.parent_code:
        return {"parent_code": Words("请填写上级机构的统一社会信用代码。", "Give the head office's unified code.")}
    wrong = uscc.problem(told.parent_code)
    if wrong is None and told.parent_code == code:
        wrong = Words("上级机构不能是本机构。", "A vendor is not its own head office.")
    return {"parent_code": wrong} if wrong else {}
