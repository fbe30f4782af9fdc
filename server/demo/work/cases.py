"""结算人次: invented stays and purchases, brought in as four register files over the year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from importers.registers.cases import LAYOUT, cells_of
from importers.registers.reading import read_cases
from importers.workbook.meanings import Reading
from importers.workbook.writing.detail import Detail
from importers.workbook.writing.template import blank_template
from server.demo.parties.institutions import COUNTIES, HOSPITALS, NAMES, PHARMACY, TOWNSHIP, of
from vendors.actors import Actor
from vendors.errors import Conflict
from vendors.institutions.actions import store_cases
from vendors.institutions.records import CaseRecord, InstitutionRecord
from vendors.periods import at_local


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One register file: the days settled, the day it came in."""

    first: date
    last: date
    imported: date


WINDOWS: Final = (
    Window(first=date(2026, 1, 1), last=date(2026, 1, 31), imported=date(2026, 2, 2)),
    Window(first=date(2026, 2, 1), last=date(2026, 4, 30), imported=date(2026, 5, 6)),
    Window(first=date(2026, 5, 1), last=date(2026, 7, 31), imported=date(2026, 8, 3)),
    Window(first=date(2026, 8, 1), last=date(2026, 9, 30), imported=date(2026, 10, 12)),
)

# department, diagnosis, yuan for a stay in a county hospital, days
STAYS: Final = (
    ("骨科", "M51.202 腰椎间盘突出", 8600, 9),
    ("骨科", "M17.900 膝关节骨关节炎", 9400, 10),
    ("呼吸内科", "J18.900 肺炎", 5200, 8),
    ("呼吸内科", "J44.100 慢性阻塞性肺疾病急性加重", 7800, 10),
    ("心血管内科", "I25.103 冠状动脉粥样硬化性心脏病", 9100, 8),
    ("心血管内科", "I10.x00 原发性高血压", 4300, 7),
    ("神经内科", "I63.900 脑梗死", 10400, 11),
    ("神经内科", "G45.000 椎基底动脉综合征", 5600, 7),
    ("内分泌科", "E11.900 2型糖尿病", 5900, 8),
    ("消化内科", "K29.500 慢性胃炎", 3900, 6),
    ("普外科", "K35.800 急性阑尾炎", 7200, 6),
    ("泌尿外科", "N20.000 肾结石", 8300, 6),
    ("眼科", "H25.900 老年性白内障", 5100, 4),
    ("康复科", "M54.500 腰痛", 4700, 12),
)
INJURIES: Final = (
    ("骨科", "S82.800 小腿部位骨折", 14200, 12),
    ("骨科", "S52.500 桡骨下端骨折", 9800, 8),
    ("神经外科", "S06.000 脑震荡", 6100, 6),
    ("普外科", "S22.300 肋骨骨折", 7300, 9),
)
TOWN_STAYS: Final = tuple(stay for stay in STAYS if stay[0] not in {"普外科", "泌尿外科", "眼科", "神经内科"})
VISITS: Final = (("全科", "J06.900 急性上呼吸道感染", 86), ("全科", "I10.x00 原发性高血压", 172),
    ("全科", "E11.900 2型糖尿病", 235), ("中医科", "M54.500 腰痛", 148))  # fmt: skip
PURCHASES: Final = (("药店", "I10.x00 原发性高血压", 164), ("药店", "J06.900 急性上呼吸道感染", 72),
    ("药店", "E11.900 2型糖尿病", 288))  # fmt: skip
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
_GIVEN: Final = "明华芳英强梅军兰平霞勇玲杰丽涛艳斌娟鹏红波静林云峰燕"
_DOCTORS: Final = 4
_SCALE: Final = {"三级医院": 1.35, "二级医院": 1.0, "一级医院": 0.55, "乡镇卫生院": 0.42}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """How many cases of what kind one institution settles in a window."""

    institution: InstitutionRecord
    med_type: str
    count: int


def _places(rng: Random) -> Iterator[_Place]:
    for one in of(HOSPITALS):
        yield _Place(institution=one, med_type="21", count=rng.randint(25, 31))
        yield _Place(institution=one, med_type="22", count=rng.randint(2, 4))
    for one in of(TOWNSHIP):
        yield _Place(institution=one, med_type="21", count=rng.randint(7, 11))
    for one in of(("社区卫生服务机构", "诊所", "门诊部", "村卫生室")):
        yield _Place(institution=one, med_type="11", count=rng.randint(6, 10))
    for one in of((PHARMACY,)):
        yield _Place(institution=one, med_type="41", count=rng.randint(11, 15))


def _stays(place: _Place) -> tuple[tuple[str, str, int, int], ...]:
    if place.med_type == "22":
        return INJURIES
    if place.med_type == "21":
        return STAYS if place.institution.kind in HOSPITALS else TOWN_STAYS
    table = PURCHASES if place.med_type == "41" else VISITS
    return tuple((*row, 0) for row in table)


def cases(number: int) -> tuple[CaseRecord, ...]:
    """The cases of a window, the same every time."""
    rng = Random(f"cases {number}")  # noqa: S311 a made-up world, not a secret
    window = WINDOWS[number]
    made: list[CaseRecord] = []
    for place in _places(rng):
        for _ in range(place.count):
            made.append(_case(rng, place, window, serial=(number + 1) * 100_000 + len(made) + 1))
    return tuple(made)


def _case(rng: Random, place: _Place, window: Window, *, serial: int) -> CaseRecord:
    department, diagnosis, cost, days = rng.choice(_stays(place))
    institution = place.institution
    settled = window.first + timedelta(days=rng.randrange((window.last - window.first).days + 1))
    stay = max(1, days + rng.randint(-2, 3)) if days else 0
    total = round(cost * 100 * _SCALE.get(institution.kind, 1.0) * rng.uniform(0.75, 1.4))
    doctor = rng.randint(1, _DOCTORS)
    worker = rng.random() < 0.35
    return CaseRecord(
        visit_id=f"620700G{serial:012d}",
        settlement_id=f"620700S{serial:012d}",
        institution_code=institution.code,
        hospital_no=f"{serial % 10_000_000:07d}",
        person_no=f"6207{rng.randrange(10**16):016d}",
        patient_masked=f"{rng.choice(_SURNAMES)}*{rng.choice(_GIVEN)}",
        sex=rng.choice("12"),
        age=rng.randint(18, 86),
        insutype="310" if worker else "390",
        med_type=place.med_type,
        admitted_on=settled - timedelta(days=stay),
        discharged_on=settled,
        department=department,
        doctor_code=_doctor(institution, department, doctor),
        doctor_name=f"{_SURNAMES[(serial * 7 + doctor) % len(_SURNAMES)]}某",
        diagnosis=diagnosis,
        total_fen=total,
        fund_fen=round(total * (rng.uniform(0.72, 0.85) if worker else rng.uniform(0.55, 0.7))),
        settled_on=settled,
    )


def _doctor(institution: InstitutionRecord, department: str, number: int) -> str:
    return f"D{institution.region}{sum(map(ord, department)) % 100:02d}{institution.code[-2:]}{number:02d}"


async def import_cases(number: int, *, by: Actor) -> int:
    """One window's register: written as a workbook, read back, stored; how many cases."""
    window = WINDOWS[number]
    at = at_local(window.imported, 9, 30)
    rows = [cells_of(case, institution_name=NAMES[case.institution_code]) for case in cases(number)]
    known = {column.key for column in LAYOUT.columns}
    filled = [{key: value for key, value in row.items() if key in known} for row in rows]
    detail = Detail(layout=LAYOUT, reading=Reading(unique=("mdtrt_id",)), rows=filled)
    content = blank_template(details=(detail,), title=LAYOUT.zh, at=at)
    name = f"结算人次登记表_{window.first:%Y%m}-{window.last:%Y%m}.xlsx"
    parsed = await read_cases(content=content, filename=name, on=window.imported, known=NAMES)
    if not parsed.good:
        raise Conflict(f"演示结算数据有误：{parsed.issues[:3]}", f"The demo cases are wrong: {parsed.issues[:3]}")
    return (await store_cases(rows=parsed.rows, by=by, at=at)).added


ALL_COUNTIES: Final = tuple(COUNTIES)
