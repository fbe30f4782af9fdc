"""Hazards of what cells say, and of text files."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime

from tests.support.hazards import Base, Hazard, clean, issues, refused

_SPELLINGS = ("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y－%m－%d", "%Y-%m-%d 00:00:00")


def _said(key: str, text: str) -> Callable[[Base], bytes]:
    return lambda base: base.text(key, text)


def _number(key: str, number: str) -> Callable[[Base], bytes]:
    return lambda base: base.cell(key, f"<v>{number}</v>", kind="")


def _dated(form: str) -> Callable[[Base], bytes]:
    """The date of the first finding, spelled otherwise."""

    def make(base: Base) -> bytes:
        at = base.grid[1][list(base.columns).index("fee_ocur_time")]
        assert isinstance(at, date)
        return base.text("fee_ocur_time", f"{at:{form}}")

    return make


def table(base: Base, separator: str = ",") -> str:
    """The detail sheet as a text file."""
    stream = io.StringIO()
    rows = csv.writer(stream, delimiter=separator)
    for row in base.grid:
        rows.writerow([_csv(value) for value in row])
    return stream.getvalue()


def _csv(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _coded(coding: str) -> Callable[[Base], bytes]:
    return lambda base: table(base).encode(coding)


def _mixed_codings(base: Base) -> bytes:
    first, _, rest = table(base).partition("\n")
    return first.encode() + b"\n" + rest.encode("gb18030") + b"\xff\xff"


def _mixed_separators(base: Base) -> bytes:
    first, _, rest = table(base).partition("\n")
    return f"{first}\n{rest.replace(',', ';')}".encode()


TEXT: tuple[Hazard, ...] = (
    *(
        clean(f"formula-starter-{name}", _said("vola_cont", start + "cmd|' /C calc'!A0"))
        for name, start in (("equals", "="), ("plus", "+"), ("minus", "-"), ("at", "@"), ("wide", "＝"))
    ),
    clean("xss", _said("vola_cont", "<script>alert(1)</script><img src=x onerror=alert(1)>")),
    clean("sql", _said("vola_cont", "'); DROP TABLE vendors_finding; --")),
    clean("control-characters", _said("vola_cont", "医嘱_x0007_二级护理_x001B_，按一级护理计费")),
    clean("full-width-digits", _said("vola_amt", "１０８．００")),
    clean("nbsp-and-zero-width", _said("vola_type", "\u00a00202\u200b")),
    clean("rare-characters", _said("dept", "㙍𠮷科")),
    issues("id-as-a-number", _number("mdtrt_id", "6.20700123456789E+17")),
    *(
        issues(f"date-{place}", _said("fee_ocur_time", text))
        for place, text in enumerate(("2026-13-05", "昨天", "5/8/2026"))
    ),
    *(clean(f"date-as-{place}", _dated(form)) for place, form in enumerate(_SPELLINGS)),
    issues("ten-thousands", _said("vola_amt", "0.0108万元")),
    issues("negative-amount", _number("vola_amt", "-108")),
    issues("huge-amount", _number("vola_amt", "1E+300")),
    issues("number-overflow", _number("vola_amt", "1E309")),
    issues("not-a-number", _number("vola_amt", "NaN")),
)
CSV: tuple[Hazard, ...] = (
    clean("csv-utf-8", _coded("utf-8"), "明细-8.csv"),
    clean("csv-bom", _coded("utf-8-sig"), "明细-b.csv"),
    clean("csv-gb18030", _coded("gb18030"), "明细-g.csv"),
    clean("csv-utf-16", _coded("utf-16"), "明细-16.csv"),
    clean("csv-semicolons", lambda base: table(base, ";").encode(), "明细-s.csv"),
    clean("csv-tabs", lambda base: table(base, "\t").encode(), "明细-t.csv"),
    refused("csv-wrong-encoding", "csv-encoding", lambda base: table(base).encode() + b"\xff\xfe\xff", "a1.csv"),
    refused("csv-nul", "csv-encoding csv-broken", lambda base: table(base).encode() + b"\0", "a2.csv"),
    refused("csv-unbalanced-quotes", "csv-broken", lambda base: table(base).encode() + b'"abc', "a3.csv"),
    refused(
        "csv-huge-field", "csv-broken too-many-cells", lambda base: table(base).encode() + b"x" * 500_000, "a4.csv"
    ),
    issues("csv-mixed-separators", _mixed_separators, "a5.csv"),
    refused("xlsx-named-csv", "file-renamed", lambda base: base.book({"docProps/c.xml": b"<c/>"}), "a6.csv"),
    refused("csv-named-xlsx", "file-renamed", lambda base: table(base).encode() + b"\n", "a7.xlsx"),
    refused("csv-mixed-encodings", "csv-encoding", _mixed_codings, "a8.csv"),
    refused("pdf-named-xls", "file-renamed", lambda _: b"%PDF-1.7\n%%EOF", "a9.xls"),
    refused("html-named-xls", "file-renamed", lambda _: b"<html><table><tr><td>1</td></tr></table></html>", "a10.xls"),
    refused("xml-named-xls", "file-renamed", lambda _: b'<?xml version="1.0"?><Workbook/>', "a11.xls"),
)
