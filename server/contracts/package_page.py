"""How the pages inside an archive package look, to be read anywhere without this service; and its index."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from vendors.errors import Words

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
th {{ background: #f3f5f9 }} td.n {{ text-align: right; font-variant-numeric: tabular-nums }}
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
    return page(title, f"<h1>{escape(title)}</h1>\n<table>{head}\n{lines}</table>")


class Figure(str):
    """A cell set to the right."""

    __slots__ = ()


def facts_table(facts: Iterable[tuple[str, object]]) -> str:
    rows = "".join(f"<tr><th>{escape(name)}</th>{_cell(value)}</tr>" for name, value in facts)
    return f"<table>{rows}</table>"


def section(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A heading and a table under it; `无 None` for one without rows."""
    if not rows:
        return f"<h2>{escape(title)}</h2><p>无 None</p>"
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    lines = "\n".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>\n{lines}</table>"


def _cell(value: object) -> str:
    mark = " class='n'" if isinstance(value, Figure) else ""
    return f"<td{mark}>{escape(str(value)) if value not in (None, '') else '—'}</td>"


def page(title: str, body: str) -> str:
    return _PAGE.format(title=escape(title), body=body)
