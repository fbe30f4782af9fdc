"""药品(材料)的进销存: B 进销存比对表 (domain.md §3.4 ②) and C 购销存核查表 (§3.5), the same goods seen twice."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from importers.findings.code_messages import of_family
from importers.findings.scene import Derived
from importers.findings.sheets.every_kind import words
from importers.findings.sheets.record_columns import (
    BEGIN,
    CONDITIONAL,
    END,
    HEAD,
    INSTITUTION,
    MEMO,
    REQUIRED,
    SIGNED,
    SUPPLIER,
    ZERO,
    quantity,
)
from importers.workbook.columns import Column, Layout, Type
from importers.workbook.rows import Row
from vendors.money import half_up
from vendors.policy.medical_codes import ITEM

DOUBT, NO_DOUBT, NOT_ENOUGH = "有疑点", "无疑点", "数据不足"
AGREES = "一致"
ONE_FEN = Decimal(1)

GOODS: tuple[Column, ...] = (
    BEGIN,
    END,
    Column(
        key="goods_class",
        zh="类别",
        en="Class",
        type=Type.CHOICE,
        need=REQUIRED,
        aliases=("药品类别",),
        choices=words("西药", "中成药", "中药饮片", "耗材", "试剂"),
        example="西药",
        width=10,
    ),
    Column(
        key="hilist_code",
        zh="医保编码",
        en="Item code",
        type=Type.CODE,
        need=REQUIRED,
        aliases=("医保目录编码", "国家医保编码", "项目编码"),
        pattern=ITEM,
        check=of_family("item"),
        longest=40,
        example="XL02BBA326A001010102180",
        width=26,
    ),
    Column(
        key="local_code",
        zh="院内编码",
        en="House code",
        type=Type.CODE,
        aliases=("院内码",),
        longest=40,
        example="Y001",
    ),
    Column(
        key="generic_name",
        zh="通用名",
        en="Generic name",
        need=REQUIRED,
        aliases=("品名", "药品名称", "名称"),
        longest=100,
        example="示例片",
        width=18,
    ),
    Column(key="spec", zh="规格", en="Strength", need=REQUIRED, longest=100, example="40mg×28片"),
    Column(key="maker", zh="生产企业", en="Maker", aliases=("生产厂家",), longest=100, example="示例制药有限公司"),
    Column(
        key="unit",
        zh="最小计量单位",
        en="Smallest unit",
        need=REQUIRED,
        aliases=("计量单位", "单位"),
        longest=10,
        example="片",
        help_zh="各数量列一律用同一单位",
        help_en="Every quantity of the row is in this unit",
        width=10,
    ),
    quantity("open_qty", "期初库存", "Opening stock", "120", need=REQUIRED),
    quantity("in_qty", "本期购入", "Bought", "300", need=REQUIRED, aliases=("本期购进", "购进数量")),
    quantity("return_qty", "本期退货(购入方)", "Returned", "10", aliases=("本期退货", "购进退货")),
    quantity("scrap_qty", "报损", "Scrapped", "5", aliases=("报损数量",)),
    quantity("out_qty", "调出", "Handed over", "5", aliases=("调出数量",)),
    quantity("close_qty", "期末库存", "Closing stock", "100", need=REQUIRED),
    replace(
        quantity("saleable_qty", "理论可销量", "Could be sold", "300", derived=True),
        least=None,
        help_zh="期初＋购入－退货－报损－调出－期末，可不填",
        help_en="Opening + bought − returned − scrapped − handed over − closing; may stay empty",
    ),
    quantity("insured_qty", "医保结算量", "Settled by the fund", "280", need=REQUIRED),
    quantity("other_qty", "自费及其他销售量", "Sold otherwise", "40", need=REQUIRED, help_zh="没有的填 0"),
    replace(
        quantity("gap_qty", "差异量", "Gap", "20", derived=True),
        least=None,
        help_zh="医保结算量＋自费量－理论可销量，大于 0 为结算多于可销",
        help_en="Settled + otherwise sold − could be sold; above 0 more was settled than there was",
    ),
    replace(quantity("avg_price", "结算均价", "Mean price", "12.5000", need=REQUIRED), places=4),
    Column(
        key="gap_amt",
        zh="差异金额(元)",
        en="Gap (yuan)",
        type=Type.MONEY,
        derived=True,
        example="250.00",
        help_zh="差异量×结算均价，可不填",
        help_en="Gap × mean price; may stay empty",
    ),
    Column(
        key="gap_reason",
        zh="差异原因",
        en="Reason of the gap",
        type=Type.CHOICE,
        need=CONDITIONAL,
        choices=words("串换", "虚记", "单位换算", "期初不实", "合理损耗", "待查"),
        example="待查",
        help_zh="差异量不为 0 时必填",
        help_en="Required when the gap is not 0",
    ),
    Column(
        key="doubt",
        zh="疑似结论",
        en="Conclusion",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=words(DOUBT, NO_DOUBT, NOT_ENOUGH),
        example=DOUBT,
    ),
)
PURCHASE: tuple[Column, ...] = (
    Column(
        key="invoice_no", zh="发票号", en="Invoice", type=Type.CODE, need=CONDITIONAL, longest=40, example="24620001"
    ),
    Column(
        key="invoice_amt",
        zh="发票金额",
        en="Invoice (yuan)",
        type=Type.MONEY,
        need=CONDITIONAL,
        least=ZERO,
        example="3750.00",
    ),
    Column(key="receipt_no", zh="入库单号", en="Receipt", type=Type.CODE, longest=40, example="RK-202607-031"),
    Column(key="receipt_on", zh="入库日期", en="Received on", type=Type.DATE, example="2026-07-15", width=13),
    SUPPLIER,
    Column(key="order_no", zh="采购平台订单号", en="Order", type=Type.CODE, longest=40, example="CG20260710001"),
    Column(
        key="agrees",
        zh="票-货-款一致",
        en="Invoice, goods and payment agree",
        type=Type.CHOICE,
        need=REQUIRED,
        aliases=("票货款一致", "票货款是否一致"),
        choices=words(AGREES, "不一致", "无法核实"),
        synonyms=MappingProxyType({"是": AGREES, "否": "不一致", "无法核对": "无法核实"}),
        example=AGREES,
    ),
)


def saleable(row: Row) -> Decimal | None:
    """期初＋购入－退货－报损－调出－期末; an empty deduction counts nothing."""
    first, bought, last = (row.number_of(key) for key in ("open_qty", "in_qty", "close_qty"))
    if first is None or bought is None or last is None:
        return None
    away = sum((row.number_of(key) or ZERO for key in ("return_qty", "scrap_qty", "out_qty")), ZERO)
    return first + bought - away - last


def gap(row: Row) -> Decimal | None:
    """医保结算量＋自费量－理论可销量."""
    could, insured, other = saleable(row), row.number_of("insured_qty"), row.number_of("other_qty")
    return None if could is None or insured is None or other is None else insured + other - could


def gap_fen(row: Row) -> int | None:
    """差异量×均价, in fen."""
    units, price = gap(row), row.number_of("avg_price")
    return None if units is None or price is None else int(half_up(units * price) * 100)


def agreed(row: Row) -> bool:
    return row.text("agrees") == AGREES


DERIVED = (
    Derived(key="saleable_qty", of=saleable, formula="期初库存＋本期购入－退货－报损－调出－期末库存"),
    Derived(key="gap_qty", of=gap, formula="医保结算量＋自费及其他销售量－理论可销量"),
    Derived(key="gap_amt", of=gap_fen, formula="差异量×结算均价", tolerance=ONE_FEN),
)
COMPARISON = Layout(
    key="stock-comparison",
    zh="药品(材料)进销存比对表",
    en="Stock comparison",
    sheet="药品(材料)进销存比对",
    columns=(*HEAD, *INSTITUTION, *GOODS, *SIGNED, MEMO),
)
VERIFICATION = Layout(
    key="purchase-verification",
    zh="药品(材料)购销存核查表",
    en="Purchase and stock verification",
    sheet="药品(材料)购销存核查",
    columns=(*HEAD, *INSTITUTION, *GOODS, *PURCHASE, *SIGNED, MEMO),
)
