"""Papers of an invented case."""

from datetime import UTC, date, datetime

from server.documents.office import Office
from server.documents.records import (
    Addressee,
    DecisionPaper,
    DiscussionPaper,
    Item,
    NoticePaper,
    Rule,
    Service,
    Settled,
    Taken,
    Told,
    TranscriptPaper,
    TransferPaper,
)

MADE = datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
OFFICE = Office(
    bureau="张掖市医疗保障局",
    department="基金监管科",
    address="张掖市甘州区示范路1号三楼",
    contact="章敏",
    phone="0936-0000000",
)
HOSPITAL = Addressee(code="H62070200011", name="甘州区惠民骨科医院")
LAW = "《医疗保障基金使用监督管理条例》第三十八条第（三）项"
LANZHOU = "兰州市医疗保障基金使用监督管理办法"
TERM = Rule(value=5, source=LANZHOU, article="第二十二条")
SUSPENDED = "自2026年10月15日起至2026年12月15日止"
SERVED = Service(method="直接送达", served_on=date(2026, 9, 18), receiver="韩涛", served_by="章敏")


def item(place: int, fen: int, determined: int | None = None) -> Item:
    return Item(
        name="Ⅰ级护理（同日收取Ⅱ级护理）",
        code=f"XB05AAR048B00201010{place:04d}",
        fee_on=date(2026, 3, place),
        quantity=f"{place}",
        reported_fen=fen,
        determined_fen=determined,
    )


def told(number: int = 1, *fens: int, determined: tuple[int, ...] | None = None) -> Told:
    amounts = fens or (3_000_000, 2_000_000)
    settled = determined or (None,) * len(amounts)
    return Told(
        number=f"YD-2026-{number:06d}",
        violation="重复收费" if number % 2 else "超标准收费",
        visit_id=f"620700G0000002002{number:02d}",
        patient="张*明",
        reported_fen=sum(amounts),
        facts="2026年3月1日至3月28日，对同一参保人同日既收取Ⅰ级护理费又收取Ⅱ级护理费，护理记录单只载明Ⅱ级护理",
        reasons="护理级别应以医嘱为准，同日只能收取一种级别的护理费，属于重复收费。",
        basis=f"{LAW}；甘肃省医疗服务价格项目目录“护理费”说明",
        items=tuple(item(place, *pair) for place, pair in enumerate(zip(amounts, settled, strict=True), 1)),
        evidence=(
            ("书证", "护理记录单（复印件）", "12-15"),
            ("电子数据", "费用清单导出", "1"),
            ("鉴定意见", "专家意见书", ""),
        ),
    )


def notice_paper(**changes: object) -> NoticePaper:
    fields: dict[str, object] = {
        "id": 1, "number": "GZ-2026-000012", "institution": HOSPITAL, "told": (told(1), told(2, 123_450)),
        "term": TERM, "service": SERVED, "until": date(2026, 9, 28), "provisional": False, "drafted_by": "章敏",
        "made": MADE,
    }  # fmt: skip
    return NoticePaper(**(fields | changes))  # type: ignore[arg-type]


def transcript_paper(**changes: object) -> TranscriptPaper:
    fields: dict[str, object] = {
        "id": 3, "number": "BL-000003", "institution": HOSPITAL, "numbers": ("YD-2026-000001", "YD-2026-000002"),
        "oral": True, "speaker": "韩涛", "capacity": "委托代理人", "asked_by": "方毅", "taken_down_by": "邓岚",
        "place": "张掖市医疗保障局302室", "content": "",
        "exchanges": (
            ("对拟认定的重复收取护理费，你单位有什么意见？", "3月1日至3月10日病人确为一级护理，有临时医嘱。"),
            ("医嘱是否在病历中？", "在病历第15页，复印件当场提交。"),
        ),
        "unsigned_reason": "", "in_time": True, "made_at": MADE, "made": MADE,
    }  # fmt: skip
    return TranscriptPaper(**(fields | changes))  # type: ignore[arg-type]


def discussion_paper(**changes: object) -> DiscussionPaper:
    fields: dict[str, object] = {
        "id": 2, "number": "TL-2026-0002", "kind": "负责人集体讨论", "institution": HOSPITAL,
        "held_on": date(2026, 10, 9), "place": "三楼会议室", "chair": "程远", "recorder": "邓岚",
        "attendees": (("程远", "局长"), ("方毅", "副局长"), ("邓岚", "法规科科长")), "absent": (("周宁", "出差"),),
        "told": (told(1), told(2, 123_450)), "matter": "",
        "opinions": "方毅：3月1日至10日有医嘱的部分应予核减。\n邓岚：程序合法，告知和复核均已完成。",
        "verdict": "同意", "conclusion": "同意部分成立，追回违规费用，处违约金。",
        "gate": Rule(value=5_000_000, source=LANZHOU, article="第二十一条"), "made": MADE,
    }  # fmt: skip
    return DiscussionPaper(**(fields | changes))  # type: ignore[arg-type]


def decision_paper(**changes: object) -> DecisionPaper:
    first = told(1, determined=(3_000_000, 2_000_000))
    second = told(2, 123_450, determined=(23_450,))
    heard = "提出口头陈述申辩，经复核部分采纳"
    fields: dict[str, object] = {
        "id": 4, "number": "JD-2026-000004", "institution": HOSPITAL,
        "settled": (
            Settled(told=first, outcome="认定成立", determined_fen=5_000_000, reason="事实清楚", heard="未提出"),
            Settled(told=second, outcome="部分成立", determined_fen=23_450, reason="核减有医嘱的十日", heard=heard),
        ),
        "measures": (
            Taken(
                kind="追回违规费用", stream="追回基金", destination="财政专户", fen=5_023_450,
                words="自收到本决定书之日起15日内缴清", approved=True,
            ),
            Taken(kind="违约金", stream="违约金", destination="按协议约定", fen=1_004_690, words="", approved=False),
            Taken(kind="中止协议", stream="", destination="", fen=0, words=SUSPENDED, approved=True),
        ),
        "discussion": ("TL-2026-0002", date(2026, 10, 9)), "service": Service(), "decided_on": date(2026, 10, 12),
        "changed_since": False, "made": MADE,
    }  # fmt: skip
    return DecisionPaper(**(fields | changes))  # type: ignore[arg-type]


def transfer_paper(**changes: object) -> TransferPaper:
    fields: dict[str, object] = {
        "id": 5, "number": "YS-2026-0005", "decision": "JD-2026-000004", "agency": "张掖市公安局",
        "institution": HOSPITAL,
        "told": (told(1), told(2, 123_450)), "amount_fen": 5_023_450, "reason": "涉嫌伪造护理记录骗取医疗保障基金。",
        "basis": "《兰州市医疗保障基金使用监督管理办法》第三十九条", "transferred_on": date(2026, 10, 16), "made": MADE,
    }  # fmt: skip
    return TransferPaper(**(fields | changes))  # type: ignore[arg-type]
