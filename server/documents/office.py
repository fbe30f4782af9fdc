"""What only the bureau can say on its papers: where, whom to ask, which remedies. Left out, a blank stands there."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from vendors.errors import Conflict

BLANK: Final = "＿＿＿＿＿＿"
UNSETTLED: Final = "【救济途径、期限和受理机关由本机关核定后填写】"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """`remedies` is the bureau's own text on reconsideration and litigation: this service invents no law."""

    bureau: str
    department: str = ""
    address: str = BLANK
    contact: str = BLANK
    phone: str = BLANK
    remedies: str = UNSETTLED


class OfficeTextsError(Conflict):
    """The file of the bureau's texts cannot be read; the sentence says why."""


def read_office(*, bureau: str, path: str) -> Office:
    """The bureau's texts from its TOML file (HENGJIAN_PAPERS); blanks without one. Raises OfficeTextsError."""
    if not path:
        return Office(bureau=bureau)
    try:
        told = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise _unread(path, str(broken)) from None
    known = {field.name for field in fields(Office)} - {"bureau"}
    wrong = sorted(name for name, text in told.items() if name not in known or not isinstance(text, str))
    if wrong:
        raise _unread(path, "、".join(wrong))
    return Office(bureau=bureau, **{name: text.strip() for name, text in told.items() if text.strip()})


def _unread(path: str, why: str) -> OfficeTextsError:
    return OfficeTextsError(
        f"文书用语文件 {path} 无法使用：{why}。请按 docs/howto/case-papers.md 修改。",
        f"The file of the papers' texts {path} cannot be used: {why}. See docs/howto/case-papers.md.",
    )
