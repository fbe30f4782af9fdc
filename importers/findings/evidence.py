"""The grammar of 证据清单: `类型:名称:页码;…` with the eight legal kinds of evidence."""

from functools import cache, lru_cache
from typing import NamedTuple

from importers.workbook.text import nfkc
from vendors.policy.codes import code_list


class EvidenceItem(NamedTuple):
    """`kind` is the official word, empty when the text is not one of the eight; `said` the item as written."""

    kind: str
    name: str
    page: str
    said: str


@cache
def kinds() -> dict[str, str]:
    """Spelling → official word. 勘验笔录 and 现场笔录 may be named alone."""
    found = {}
    for code, words in code_list("evidence_type").items():
        found[code] = found[words] = words
        found.update(dict.fromkeys(words.split("、"), words))
    return found


@lru_cache(8)  # a row's check and its record ask one after the other
def parse(text: str) -> tuple[EvidenceItem, ...]:
    """Items in order; full-width colons and semicolons count. A name without colon is an item without name."""
    items, known = [], kinds()
    for said in nfkc(text).replace("\n", ";").split(";"):
        kind, _, rest = said.partition(":")
        name, _, page = rest.partition(":")
        kind, name, page = kind.strip(), name.strip(), page.strip()
        if kind or name or page:
            items.append(EvidenceItem(known.get(kind, ""), name, page, said.strip()))
    return tuple(items)
