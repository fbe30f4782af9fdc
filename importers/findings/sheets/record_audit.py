"""C 会计师事务所, beside its findings: 抽盘记录表 and 函证结果汇总表 (domain.md §3.5)."""

from dataclasses import replace
from decimal import Decimal

from importers.findings.scene import Derived
from importers.findings.sheets.every_kind import words
from importers.findings.sheets.record_columns import (
    CONDITIONAL,
    HEAD,
    INSTITUTION,
    MEMO,
    REQUIRED,
    SIGNED,
    SUPPLIER,
    SUPPLIER_CODE,
    ZERO,
    money,
    quantity,
)
from importers.workbook.columns import Column, Layout, Type
from importers.workbook.rows import Row

MATCHES, DIFFERS, ALTERNATIVE, UNCONFIRMED = "相符", "不符", "替代程序可确认", "无法确认"
SURPLUS, SHORTAGE = "盘盈", "盘亏"


STOCKTAKE: tuple[Column, ...] = (
    Column(
        key="goods", zh="品名", en="Item", need=REQUIRED, aliases=("药品名称", "名称"), longest=100, example="示例片"
    ),
    Column(key="spec", zh="规格", en="Strength", need=REQUIRED, longest=100, example="40mg×28片"),
    Column(key="unit", zh="单位", en="Unit", need=REQUIRED, aliases=("计量单位",), longest=10, example="盒", width=8),
    Column(key="lot_no", zh="批号", en="Lot", type=Type.CODE, need=REQUIRED, longest=40, example="20260401"),
    Column(key="expires_on", zh="有效期", en="Expires on", type=Type.DATE, aliases=("有效期至",), example="2028-03-31"),
    quantity("book_qty", "账面数", "On the books", "60", need=REQUIRED, aliases=("账面数量",)),
    quantity("counted_qty", "实盘数", "Counted", "63", need=REQUIRED, aliases=("实盘数量",)),
    quantity(
        "after_in", "截止日后收入", "Received after the cut-off", "8", help_zh="截止时点至盘点日的入库数，没有可不填"
    ),
    quantity(
        "after_out", "截止日后发出", "Given out after the cut-off", "3", help_zh="截止时点至盘点日的出库数，没有可不填"
    ),
    quantity(
        "rolled_qty",
        "推算截止数",
        "Rolled back to the cut-off",
        "58",
        derived=True,
        least=None,
        help_zh="实盘数－截止日后收入＋截止日后发出，可不填",
    ),
    quantity(
        "diff_qty",
        "盘盈(+)/盘亏(-)",
        "Surplus or shortage",
        "-2",
        derived=True,
        least=None,
        aliases=("盘盈/盘亏", "盘盈盘亏", "盘盈(+)/盘亏(−)"),
        help_zh="推算截止数－账面数，可不填",
    ),
    Column(
        key="diff_reason",
        zh="差异原因",
        en="Reason",
        need=CONDITIONAL,
        longest=200,
        example="拆零未登记",
        help_zh="有盘盈或盘亏时必填",
        help_en="Required for a surplus or shortage",
    ),
    Column(
        key="counted_on", zh="盘点日期", en="Counted on", type=Type.DATE, need=REQUIRED, example="2026-09-22", width=13
    ),
    Column(key="observer", zh="监盘人", en="Observer", need=REQUIRED, longest=30, example="周某", width=10),
    Column(
        key="insider", zh="机构人员", en="Institution's person", need=REQUIRED, longest=30, example="马某", width=10
    ),
    Column(
        key="cutoff_on",
        zh="账面截止时点",
        en="Books closed on",
        type=Type.DATE,
        need=REQUIRED,
        aliases=("账面截止日", "账面截止日期"),
        example="2026-09-20",
        width=13,
    ),
)
CONFIRMATION: tuple[Column, ...] = (
    Column(
        key="letter_no", zh="函证编号", en="Letter", type=Type.CODE, need=REQUIRED, longest=30, example="HZH-2026-001"
    ),
    replace(SUPPLIER, zh="供应商名称", aliases=("供应商",), need=REQUIRED),
    replace(SUPPLIER_CODE, zh="统一社会信用代码", aliases=("供应商统一社会信用代码", "社会信用代码"), need=REQUIRED),
    Column(key="sent_on", zh="发函日期", en="Sent on", type=Type.DATE, need=REQUIRED, example="2026-09-01", width=13),
    Column(
        key="sent_by",
        zh="方式",
        en="Sent by",
        type=Type.CHOICE,
        need=REQUIRED,
        aliases=("发函方式",),
        choices=words("邮寄", "跟函", "电子"),
        example="邮寄",
        width=9,
    ),
    quantity("book_qty", "账面数量", "Quantity on the books", "300"),
    money("book_amt", "账面金额", "Amount on the books (yuan)", "3750.00", need=REQUIRED),
    Column(
        key="replied_on",
        zh="回函日期",
        en="Replied on",
        type=Type.DATE,
        need=CONDITIONAL,
        example="2026-09-15",
        help_zh="已回函的必填",
        help_en="Required when there is a reply",
        width=13,
    ),
    quantity("reply_qty", "回函数量", "Quantity confirmed", "290"),
    money("reply_amt", "回函金额", "Amount confirmed (yuan)", "3625.00", need=CONDITIONAL),
    quantity(
        "gap_qty", "差异数量", "Gap in quantity", "10", derived=True, least=None, help_zh="账面数量－回函数量，可不填"
    ),
    replace(
        money("gap_amt", "差异金额(元)", "Gap (yuan)", "125.00"),
        least=None,
        derived=True,
        aliases=("差异", "差异金额"),
        help_zh="账面金额－回函金额，可不填",
        help_en="Books minus reply; may stay empty",
    ),
    Column(
        key="alternative",
        zh="未回函替代程序",
        en="Alternative procedure",
        need=CONDITIONAL,
        aliases=("替代程序",),
        longest=200,
        example="检查期后付款及入库单",
        help_zh="未回函时必填",
        help_en="Required without a reply",
        width=24,
    ),
    Column(
        key="conclusion",
        zh="结论",
        en="Conclusion",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=words(MATCHES, DIFFERS, ALTERNATIVE, UNCONFIRMED),
        example=DIFFERS,
    ),
)


def rolled_back(row: Row) -> Decimal | None:
    """实盘数－截止日后收入＋截止日后发出."""
    counted = row.number_of("counted_qty")
    return (
        None
        if counted is None
        else counted - (row.number_of("after_in") or ZERO) + (row.number_of("after_out") or ZERO)
    )


def surplus(row: Row) -> Decimal | None:
    """推算截止数－账面数: above 0 盘盈."""
    found, booked = rolled_back(row), row.number_of("book_qty")
    return None if found is None or booked is None else found - booked


def gap_units(row: Row) -> Decimal | None:
    """账面数量－回函数量."""
    booked, confirmed = row.number_of("book_qty"), row.number_of("reply_qty")
    return None if booked is None or confirmed is None else booked - confirmed


def gap_fen(row: Row) -> int | None:
    """账面金额－回函金额, in fen."""
    booked, confirmed = row.fen("book_amt"), row.fen("reply_amt")
    return None if booked is None or confirmed is None else booked - confirmed


DERIVED_OF_STOCKTAKE = (
    Derived(key="rolled_qty", of=rolled_back, formula="实盘数－截止日后收入＋截止日后发出"),
    Derived(key="diff_qty", of=surplus, formula="推算截止数－账面数"),
)
DERIVED_OF_CONFIRMATION = (
    Derived(key="gap_qty", of=gap_units, formula="账面数量－回函数量"),
    Derived(key="gap_amt", of=gap_fen, formula="账面金额－回函金额"),
)
STOCKTAKE_SHEET = Layout(
    key="stocktake",
    zh="抽盘记录表",
    en="Stocktake",
    sheet="抽盘记录",
    columns=(*HEAD, *INSTITUTION, *STOCKTAKE, *SIGNED, MEMO),
)
CONFIRMATION_SHEET = Layout(
    key="confirmations",
    zh="函证结果汇总表",
    en="Confirmations by suppliers",
    sheet="函证结果汇总",
    columns=(*HEAD, *INSTITUTION, *CONFIRMATION, *SIGNED, MEMO),
)
