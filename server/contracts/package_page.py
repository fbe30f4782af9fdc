"""The two pages inside an archive package, to be read anywhere without this service."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from vendors.contracts.queries import ContractView
from vendors.contracts.rules import ContractState
from vendors.errors import Words
from vendors.money import yuan

_PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 14px/1.6 "Noto Sans SC", "Microsoft YaHei", sans-serif; color: #1d2939; margin: 32px }}
h1 {{ font-size: 20px }} h2 {{ font-size: 16px; margin-top: 28px }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 1px solid #d0d5dd; padding: 4px 10px; text-align: left; vertical-align: top }}
th {{ background: #f3f5f9; white-space: nowrap }} td.n {{ text-align: right; font-variant-numeric: tabular-nums }}
code {{ word-break: break-all }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def index_html(number: str, rows: Sequence[tuple[int, Words, str, int, str]]) -> str:
    """What the package holds, each file a link."""
    lines = "\n".join(
        f"<tr><td class='n'>{place}</td><td>{escape(title.zh)}<br>{escape(title.en)}</td>"
        f"<td><a href='{escape(path, quote=True)}'>{escape(path)}</a></td><td class='n'>{size:,}</td>"
        f"<td><code>{digest}</code></td></tr>"
        for place, title, path, size, digest in rows
    )
    head = "<tr><th>序号 No.</th><th>名称 Title</th><th>文件 File</th><th>字节 Bytes</th><th>SHA-256</th></tr>"
    title = f"合同档案目录 / Index of the contract's archive: {number}"
    return _page(title, f"<h1>{escape(title)}</h1>\n<table>{head}\n{lines}</table>")


def contract_html(found: ContractView, told: Mapping[str, object]) -> str:
    """The contract's facts in Chinese and English."""
    ended = found.stored if found.stored is ContractState.TERMINATED else ContractState.EXPIRED
    facts = (
        ("合同编号 Number", found.number), ("名称 Title", found.title), ("承办机构 Vendor", found.vendor_name),
        ("采购方式 Procurement", f"{found.procurement.zh} {found.procurement.en}"),
        ("采购公告 Notice", f"{found.notice_number} {found.notice_on or ''}"), ("中标日期 Awarded", found.awarded_on),
        ("评审得分 Score", found.evaluation_score), ("金额（元） Amount", yuan(found.amount_fen)),
        ("原金额（元） As signed", yuan(found.signed_amount_fen)),
        ("预算 Budget", f"{found.budget_year} {found.budget_line}"),
        ("起止 Term", f"{found.starts_on} – {found.ends_on}"), ("考核挂钩比例 Linked share", found.linked_ratio),
        ("签订 Signed", found.signed_on), ("公告 Published", found.published_on),
        ("备案 Filed", f"{found.filed_on or ''} {found.filing_number}"),
        ("合法性审核 Legal review", f"{found.reviewed_by} {found.review_opinion}"),
        ("依据 Basis", "；".join(found.basis)), ("状态 State", f"{ended.zh} {ended.en}"),
        ("解除或中止原因 Reason", found.state_reason),
    )  # fmt: skip
    body = [f"<h1>{escape(found.title)}</h1>", _table(facts)]
    for name, rows in (("服务事项 Items", "items"), ("补充协议 Supplements", "supplements")):
        body += [f"<h2>{name}</h2>", _list(told, rows)]
    clauses = "".join(
        f"<tr><td>{escape(code)}</td><td>{escape(place)}</td></tr>" for code, place in sorted(found.clauses.items())
    )
    body.append(f"<h2>条款核对 Checklist</h2><table><tr><th>条款 Clause</th><th>合同条号 In</th></tr>{clauses}</table>")
    return _page(found.number, "\n".join(body))


def _list(told: Mapping[str, object], name: str) -> str:
    whole = told["contract"]
    rows = whole[name] if isinstance(whole, dict) else ()
    if not rows:
        return "<p>无 None</p>"
    names = [field for field in rows[0].__dataclass_fields__ if field != "id"]
    lines = "".join(f"<tr>{''.join(_cell(row, field) for field in names)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{field}</th>' for field in names)}</tr>{lines}</table>"


def _cell(row: object, name: str) -> str:
    value = getattr(row, name)
    if name.endswith("_fen"):
        return f"<td class='n'>{yuan(value)}</td>"
    return f"<td>{escape(str(getattr(value, 'zh', value) if value is not None else ''))}</td>"


def _table(facts: Iterable[tuple[str, object]]) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(value if value is not None else '—'))}</td></tr>"
        for name, value in facts
    )
    return f"<table>{rows}</table>"


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=escape(title), body=body)
