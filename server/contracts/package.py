"""The archive package of a contract: its facts, files, payments, reports and journal, with an index of hashes.

The same content gives the same bytes: entries stand in the order of the index under one fixed date, stored as they
are. Number, title, file, bytes and SHA-256 of each stand in index.csv and index.html; SHA256SUMS is for `sha256sum -c`.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from server.contracts.package_facts import Told, contract_html
from server.contracts.package_page import index_html
from vendors.actors import Actor
from vendors.attachments.queries import AttachmentView, attachments
from vendors.contracts import payment_queries, queries
from vendors.contracts.queries import ContractView
from vendors.errors import Words
from vendors.journal.queries import history
from vendors.journal.rules import Link
from vendors.periods import Period
from vendors.ports import Blobs

_DATED: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One file of the package and its title."""

    path: str
    title: Words
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


async def package(contract: int, *, blobs: Blobs, for_: Actor) -> bytes:
    """The zip of a contract as it stands. Raises NotFound."""
    told = await _told(await queries.contract(contract, for_=for_), for_)
    paid = {"payments": told.payments, "parts": told.parts}
    held = [
        Held(path="contract.json", title=Words("合同要素", "Facts of the contract"), content=_json(_terms(told))),
        Held(
            path="contract.html", title=Words("合同要素（可读）", "Facts of the contract, to be read"),
            content=contract_html(told).encode(),
        ),
        Held(path="payments.json", title=Words("付款和扣减", "Payments and deductions"), content=_json(paid)),
        Held(path="reports.json", title=Words("报告报送", "Reports"), content=_json(told.reports)),
        Held(path="journal.json", title=Words("操作日志摘录", "Journal extract"), content=await _journal(contract)),
        *[Held(path=path, title=Words(file.title, file.title), content=await blobs.get(file.sha256))
          for path, file in await _files(told, for_)],
    ]  # fmt: skip
    return zipped(told.contract.number, held)


def zipped(number: str, held: Sequence[Held]) -> bytes:
    """The files with their index in front."""
    rows = [(place, one.title, one.path, len(one.content), one.sha256) for place, one in enumerate(held, start=1)]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(["序号 No.", "名称", "title", "文件 file", "字节 bytes", "SHA-256"])
    writer.writerows([place, title.zh, title.en, path, size, digest] for place, title, path, size, digest in rows)
    sums = "".join(f"{one.sha256}  {one.path}\n" for one in held)
    index = {"index.csv": "\ufeff" + table.getvalue(), "index.html": index_html(number, rows), "SHA256SUMS": sums}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for path, text in index.items():
            archive.writestr(_entry(path), text.encode())
        for one in held:
            archive.writestr(_entry(one.path), one.content)
    return kept.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=_DATED)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


async def _told(found: ContractView, for_: Actor) -> Told:
    return Told(
        contract=found,
        items=await queries.items(found.id, for_=for_),
        bidders=await queries.bidders(found.id, for_=for_),
        supplements=await queries.supplements(found.id, for_=for_),
        renewals=await queries.renewals(found.id, for_=for_),
        data_return=await queries.data_return(found.id, for_=for_),
        payments=await payment_queries.payments_of(found, for_=for_),
        parts=await payment_queries.parts(found.id, for_=for_),
        reports=await queries.reports_due(for_=for_, contract=found.id),
    )


def _terms(told: Told) -> Mapping[str, object]:
    names = ("contract", "items", "bidders", "supplements", "renewals", "data_return")
    return {name: getattr(told, name) for name in names}


async def _files(told: Told, for_: Actor) -> list[tuple[str, AttachmentView]]:
    """Every attached file under a path of its own."""
    own = await attachments(object_type="contract", object_ids=[told.contract.id], for_=for_)
    handed = await attachments(object_type="report", object_ids=[one.id for one in told.reports], for_=for_)
    paths = [(f"files/{place:02d}_{file.filename}", file) for place, file in enumerate(own, start=1)]
    return [*paths, *((f"reports/{place:02d}_{file.filename}", file) for place, file in enumerate(handed, start=1))]


async def _journal(contract: int) -> bytes:
    links = await history(object_type="contract", object_id=contract)
    return _json([_link(link) for link in links])


def _link(link: Link) -> Mapping[str, object]:
    return {"seq": link.seq, "previous": link.previous, "digest": link.digest, **asdict(link.entry)}


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=_plain)
    return (text + "\n").encode()


def _plain(value: object) -> object:
    if isinstance(value, Period | Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
