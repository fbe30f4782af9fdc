"""What vendors find, as they would write it: one row per way of going wrong, by kind of vendor."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_LAW: Final = "《医疗保障基金使用监督管理条例》"
CHARGE, CARE, SWAP, SCOPE, FRAUD, BOOKS, PERSON = (
    f"{_LAW}第三十八条（三）", f"{_LAW}第三十八条（二）", f"{_LAW}第三十八条（四）", f"{_LAW}第三十八条（六）",
    f"{_LAW}第四十条（三）", f"{_LAW}第三十九条（二）", f"{_LAW}第四十一条",
)  # fmt: skip
CLEAR, SUSPECTED, CLUE = "明确违规", "疑似违规", "线索"
WHOLE, DIFFERENCE, PER_CASE, PER_DAY = "全额", "差额", "按例", "按日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A wrongly charged item of a visit. `said` may use {n} wrong quantity, {d} price difference; prices in yuan."""

    code: str
    item_code: str
    item: str
    price: Decimal
    due: Decimal | None
    least: int
    most: int
    way: str
    certainty: str
    basis: str
    said: str
    evidence: str
    recall: str = ""
    rule: tuple[str, str, str, str] | None = None
    """Of a monitoring rule: number, name, class, severity."""


def _charge(  # noqa: PLR0917 a row of the tables below
    code: str, item: tuple[str, str], price: str, count: tuple[int, int], basis: str, said: str, evidence: str, *,
    due: str = "", way: str = WHOLE, certainty: str = CLEAR, recall: str = "",
    rule: tuple[str, str, str, str] | None = None,
) -> Charge:  # fmt: skip
    return Charge(
        code=code, item_code=item[0], item=item[1], price=Decimal(price), due=Decimal(due) if due else None,
        least=count[0], most=count[1], way=DIFFERENCE if due else way, certainty=certainty, basis=basis, said=said,
        evidence=evidence, recall=recall, rule=rule,
    )  # fmt: skip


_NURSING = ("001201000030000", "一级护理")
_INFUSION = ("001204000060000", "静脉输液")
_OXYGEN = ("001203000010000", "吸氧")
_SET = ("C1401010010000100001", "一次性使用输液器")
_JOINT = ("001510000080000", "关节腔穿刺术")
_INFRARED = ("003401000010000", "红外线治疗")
_ULTRASOUND = ("002203010010000", "腹部彩色多普勒超声检查")
_CEPHALO = ("XJ01DDA001B002010100001", "注射用头孢曲松钠")
_ALBUMIN = ("XB05AAR045B002010200002", "人血白蛋白")
_BED = ("001109000010000", "普通病房床位费")
_TAKE_HOME = ("XC10AAA037A001010100003", "阿托伐他汀钙片")
_AMLODIPINE = ("XC08CAA008A001010200004", "苯磺酸氨氯地平片")
_METFORMIN = ("XA10BAA018A001010300005", "盐酸二甲双胍片")
_AMOXICILLIN = ("XJ01CAA040E001010100006", "阿莫西林胶囊")
_TONIC = ("ZA12AAY0001010100007", "益气养血口服液")

RECORDS: Final = (
    _charge("0202", _NURSING, "30", (4, 9), CHARGE, "长期医嘱为二级护理，按一级护理计费{n}日，每日多收{d}元",
            "书证:长期医嘱单:3;书证:费用清单:7", due="12"),
    _charge("0201", _INFUSION, "8", (3, 9), CHARGE, "同一日静脉输液首组与续组重复计费，涉及{n}次",
            "书证:输液执行单:5;书证:费用清单:4"),
    _charge("0205", _OXYGEN, "3.5", (18, 60), CHARGE, "吸氧计费时长超过护理记录载明时长，多计{n}小时",
            "书证:护理记录单:6;书证:费用清单:9"),
    _charge("0205", _SET, "6.8", (3, 10), CHARGE, "输液器计费数量多于输液组数，多计{n}套",
            "书证:输液执行单:2;电子数据:收费明细导出:1"),
    _charge("0204", _JOINT, "126.5", (1, 3), CHARGE, "实际实施局部封闭，套用关节腔穿刺术计费{n}次，每次差额{d}元",
            "书证:治疗记录:3;书证:费用清单:5", due="46.5"),
    _charge("0301", _INFRARED, "15", (6, 14), CARE, "病历无理疗指征记录，住院期间开展红外线治疗{n}次",
            "书证:病程记录:4;书证:治疗单:2", certainty=SUSPECTED),
    _charge("0302", _ULTRASOUND, "95", (1, 2), CARE, "入院已完成同部位检查且病情无变化，重复检查{n}次",
            "书证:检查报告单:2;书证:病程记录:5", certainty=SUSPECTED),
    _charge("0303", _CEPHALO, "23.6", (6, 20), CARE, "血常规与体温均正常，无感染指征使用头孢曲松钠{n}支",
            "书证:检验报告单:1;书证:临时医嘱单:4", certainty=SUSPECTED),
    _charge("0305", _TAKE_HOME, "4.2", (21, 60), CARE, "出院带药超过规定天数，超量{n}片",
            "书证:出院记录:1;书证:费用清单:8"),
    _charge("0207", _BED, "26", (1, 3), CHARGE, "办理出院后仍计收床位费，共{n}日",
            "书证:体温单:2;电子数据:收费明细导出:3"),
    _charge("0502", _ALBUMIN, "378", (1, 3), SCOPE, "血清白蛋白高于30g/L，超限定支付范围使用人血白蛋白{n}瓶",
            "书证:检验报告单:3;书证:费用清单:6"),
    _charge("0101", _BED, "26", (3, 7), f"{_LAW}第三十八条（一）", "体温单连续{n}日记录外出，仍计收床位费，疑为挂床",
            "书证:体温单:1;书证:护理记录单:3", way=PER_DAY, certainty=SUSPECTED),
    _charge("0105", _BED, "26", (2, 4), CARE, "入院指征不足，门诊可处置的轻症收治住院{n}日以上，需调阅门诊资料核实",
            "书证:入院记录:1", way=PER_CASE, certainty=CLUE, recall="入院前门诊病历、入院评估单"),
)  # fmt: skip
MONITORING: Final = (
    _charge("0201", _INFUSION, "8", (3, 8), CHARGE, "同一时段静脉输液与续组重复计费{n}次",
            "电子数据:结算明细比对:1", rule=("R07", "同日同组项目重复收费", "管理类", "明确违规")),
    _charge("0205", _OXYGEN, "3.5", (20, 70), CHARGE, "吸氧累计时长超过住院总时长，多计{n}小时",
            "电子数据:时长比对结果:1", rule=("R01", "超限定频次", "管理类", "高度可疑")),
    _charge("0502", _ALBUMIN, "378", (1, 2), SCOPE, "无低蛋白血症诊断，限定支付药品人血白蛋白结算{n}瓶",
            "电子数据:诊断与用药比对:1", certainty=SUSPECTED, rule=("R12", "超限定支付范围", "政策类", "高度可疑")),
    _charge("0305", _TAKE_HOME, "4.2", (30, 80), CARE, "出院带药天数超过规定上限，超量{n}片",
            "电子数据:处方明细:2", rule=("R19", "出院带药超量", "管理类", "明确违规")),
    _charge("0102", _BED, "26", (2, 4), f"{_LAW}第三十八条（一）", "短期内同病种再次入院，疑似分解住院{n}次",
            "电子数据:住院间隔比对:1", certainty=CLUE, rule=("R23", "短期内重复入院", "医疗类", "轻度可疑")),
)  # fmt: skip
COUNTERS: Final = (
    _charge("0306", _AMLODIPINE, "1.8", (14, 42), CARE, "同一患者当月在两家机构重复开具同成分药品，多开{n}片",
            "电子数据:处方去重比对:1", certainty=SUSPECTED, rule=("R31", "同成分重复开药", "医疗类", "高度可疑")),
    _charge("0305", _METFORMIN, "0.9", (30, 90), CARE, "单次购药超过慢病规定用量，超量{n}片",
            "电子数据:购药明细:1", rule=("R35", "单次超量购药", "管理类", "明确违规")),
    _charge("0901", _TONIC, "18.5", (1, 4), SWAP, "结算品名与销售出库品名不一致，疑将保健食品串换为药品{n}盒",
            "电子数据:出库与结算比对:1", certainty=SUSPECTED, rule=("R42", "销售与结算品名不符", "管理类", "高度可疑")),
    _charge("0906", _AMOXICILLIN, "12.6", (1, 3), "医保服务协议处方药销售条款", "处方药结算无对应电子处方，涉及{n}盒",
            "电子数据:处方流转比对:1", rule=("R44", "处方药无处方", "政策类", "明确违规")),
    _charge("0903", _TONIC, "18.5", (1, 3), FRAUD, "夜间集中刷卡{n}笔且金额相同，疑似刷卡套现，需现场核实",
            "电子数据:刷卡时段分析:1", certainty=CLUE, rule=("R47", "夜间集中刷卡", "管理类", "轻度可疑")),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditMatter:
    """An accountant's problem; amounts in whole yuan."""

    code: str
    matter: str
    least: int
    most: int
    certainty: str
    basis: str
    said: str
    evidence: str


def _matter(
    code: str, matter: str, amount: tuple[int, int], basis: str, said: str, *, certainty: str = CLEAR
) -> AuditMatter:
    return AuditMatter(
        code=code, matter=matter, least=amount[0], most=amount[1], certainty=certainty, basis=basis, said=said,
        evidence="书证:购销存台账:12;书证:入库验收单:5;电子数据:结算汇总表:2",
    )  # fmt: skip


BOOKED: Final = (
    _matter("1001", "购销存", (6200, 26800), FRAUD, "期初加购入减期末小于医保结算量，3个品规结算多于可销"),
    _matter("1002", "购销存", (1800, 9400), BOOKS, "账面库存与实盘数量不符，盘亏品规未说明去向，涉及耗材5种"),
    _matter("1003", "采购", (2400, 11600), BOOKS, "供应商回函金额小于账载采购金额，差额部分未能提供发票"),
    _matter("0205", "收费", (1500, 7800), CHARGE, "一次性耗材收费数量大于领用数量，按月汇总差异后计算多收金额"),
    _matter("0204", "收费", (1200, 6900), CHARGE, "中医适宜技术项目计价与物价备案不符，套用高价项目收费"),
    _matter("1002", "财务核算", (2100, 8600), BOOKS, "退货未冲减库存账，导致账面可销量虚增，期末账实不符"),
)  # fmt: skip
GREAT: Final = _matter(
    "1001", "购销存", (68400, 68400), FRAUD, "人血白蛋白等4个品规医保结算量持续大于可销量，已逐批核对购进发票与出库单"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """An accident whose claim does not hold; `share` of the fee advised to be refused."""

    code: str
    claimed: str
    third_party: str
    conclusion: str
    share: Decimal
    basis: str
    said: str


def _injury(  # noqa: PLR0917 a row of the table below
    code: str, claimed: str, party: str, conclusion: str, share: str, basis: str, said: str
) -> Injury:
    return Injury(code=code, claimed=claimed, third_party=party, conclusion=conclusion, share=Decimal(share),
                  basis=basis, said=said)  # fmt: skip


INJURIES: Final = (
    _injury("1103", "跌倒", "有", "不予支付", "1", PERSON, "申报在家跌倒，走访与交警协查证实为交通事故，申报原因不实"),
    _injury("0503", "交通", "有", "部分支付", "0.6", SCOPE, "事故认定书载明对方负主要责任，应由第三人负担部分已结算"),
    _injury("0503", "工伤", "有", "不予支付", "1", SCOPE, "人社工伤比对显示已认定工伤，费用应由工伤保险基金支付"),
    _injury("0806", "打架斗殴", "不能确定", "移交", "0.5", PERSON, "询问笔录显示已获第三方赔偿，仍申报医保结算"),
)  # fmt: skip
