"""What a paper's file is asked for by and saved as."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from vendors.errors import NotFound

Format = Literal["docx", "pdf"]
_ASKED: Final = re.compile(r"([1-9]\d{0,8})\.(docx|pdf)")
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`12.pdf`: the record's id and how its paper is wanted."""

    id: int
    format: Format


def asked(file: str) -> Asked:
    """Raises NotFound for anything else than an id with .docx or .pdf."""
    found = _ASKED.fullmatch(file)
    if found is None:
        raise NotFound
    return Asked(id=int(found[1]), format="docx" if found[2] == "docx" else "pdf")


def file_name(*, title: str, institution: str, on: date, format_: Format) -> str:
    """陈述申辩告知书_甘州区惠民骨科医院_2026-09-18.pdf; what no file system takes becomes “_”."""
    return f"{title}_{_UNSAFE.sub('_', institution)[:60]}_{on.isoformat()}.{format_}"
