"""定点医药机构: six counties, all of them invented."""

from datetime import date, datetime
from typing import Final

from importers.registers.institutions import LAYOUT
from importers.registers.reading import read_institutions
from importers.workbook.meanings import Reading
from importers.workbook.writing.detail import Detail
from importers.workbook.writing.template import blank_template
from vendors.actors import Actor
from vendors.errors import Conflict
from vendors.institutions.actions import store_institutions
from vendors.institutions.records import InstitutionRecord
from vendors.periods import at_local

IMPORTED: Final = date(2026, 1, 5)
GANZHOU, SUNAN, MINLE, LINZE, GAOTAI, SHANDAN = "620702", "620721", "620722", "620723", "620724", "620725"
COUNTIES: Final = {
    GANZHOU: "甘州", SUNAN: "肃南", MINLE: "民乐", LINZE: "临泽", GAOTAI: "高台", SHANDAN: "山丹",
}  # fmt: skip
_PUBLIC, _PRIVATE = "公立", "民营"

# region, serial, name, kind, level, ownership, credit grade
TABLE: Final = (
    (GANZHOU, 1, "甘州示例第一人民医院", "三级医院", "三级乙等", _PUBLIC, "A"),
    (GANZHOU, 2, "甘州示例中医医院", "二级医院", "二级甲等", _PUBLIC, "A"),
    (GANZHOU, 3, "甘州青禾骨科医院（示例）", "二级医院", "二级乙等", _PRIVATE, "B"),
    (GANZHOU, 4, "甘州云岭康复医院（示例）", "一级医院", "", _PRIVATE, "B"),
    (GANZHOU, 5, "甘州北街示例社区卫生服务中心", "社区卫生服务机构", "", _PUBLIC, "A"),
    (GANZHOU, 6, "甘州长河镇示例中心卫生院", "乡镇卫生院", "", _PUBLIC, "A"),
    (GANZHOU, 7, "甘州柳坝乡示例卫生院", "乡镇卫生院", "", _PUBLIC, "B"),
    (GANZHOU, 8, "甘州仁和示例诊所", "诊所", "", _PRIVATE, "B"),
    (GANZHOU, 1, "甘州百草示例大药房", "零售药店", "", _PRIVATE, "A"),
    (GANZHOU, 2, "甘州安泰示例药店", "零售药店", "", _PRIVATE, "B"),
    (GANZHOU, 3, "甘州同春示例药店东街分店", "零售药店", "", _PRIVATE, "C"),
    (SUNAN, 1, "肃南示例县人民医院", "二级医院", "二级乙等", _PUBLIC, "A"),
    (SUNAN, 2, "肃南白杨镇示例卫生院", "乡镇卫生院", "", _PUBLIC, "B"),
    (SUNAN, 3, "肃南草原乡示例卫生院", "乡镇卫生院", "", _PUBLIC, "B"),
    (SUNAN, 4, "肃南北坡村示例卫生室", "村卫生室", "", _PUBLIC, ""),
    (SUNAN, 1, "肃南雪莲示例药店", "零售药店", "", _PRIVATE, "B"),
    (MINLE, 1, "民乐示例县人民医院", "二级医院", "二级甲等", _PUBLIC, "A"),
    (MINLE, 2, "民乐示例中医医院", "二级医院", "二级乙等", _PUBLIC, "B"),
    (MINLE, 3, "民乐金麦镇示例中心卫生院", "乡镇卫生院", "", _PUBLIC, "A"),
    (MINLE, 4, "民乐南庄乡示例卫生院", "乡镇卫生院", "", _PUBLIC, "B"),
    (MINLE, 5, "民乐康宁示例诊所", "诊所", "", _PRIVATE, "B"),
    (MINLE, 1, "民乐济民示例大药房", "零售药店", "", _PRIVATE, "B"),
    (LINZE, 1, "临泽示例县人民医院", "二级医院", "二级甲等", _PUBLIC, "A"),
    (LINZE, 2, "临泽枣园镇示例中心卫生院", "乡镇卫生院", "", _PUBLIC, "A"),
    (LINZE, 3, "临泽平沙镇示例卫生院", "乡镇卫生院", "", _PUBLIC, "B"),
    (LINZE, 4, "临泽惠民示例门诊部", "门诊部", "", _PRIVATE, "B"),
    (LINZE, 1, "临泽益寿示例药店", "零售药店", "", _PRIVATE, "B"),
    (GAOTAI, 1, "高台示例县人民医院", "二级医院", "二级甲等", _PUBLIC, "A"),
    (GAOTAI, 2, "高台示例中医医院", "二级医院", "二级乙等", _PUBLIC, "B"),
    (GAOTAI, 3, "高台湖滨镇示例中心卫生院", "乡镇卫生院", "", _PUBLIC, "A"),
    (GAOTAI, 4, "高台西渠镇示例卫生院", "乡镇卫生院", "", _PUBLIC, "B"),
    (GAOTAI, 5, "高台安心示例护理院", "护理机构", "", _PRIVATE, "B"),
    (GAOTAI, 1, "高台万和示例药店", "零售药店", "", _PRIVATE, "C"),
    (SHANDAN, 1, "山丹示例县人民医院", "二级医院", "二级甲等", _PUBLIC, "A"),
    (SHANDAN, 2, "山丹马场示例医院", "一级医院", "", _PUBLIC, "B"),
    (SHANDAN, 3, "山丹清泉镇示例中心卫生院", "乡镇卫生院", "", _PUBLIC, "A"),
    (SHANDAN, 4, "山丹东滩乡示例卫生院", "乡镇卫生院", "", _PUBLIC, "B"),
    (SHANDAN, 5, "山丹和顺示例诊所", "诊所", "", _PRIVATE, "B"),
    (SHANDAN, 1, "山丹长青示例大药房", "零售药店", "", _PRIVATE, "B"),
    (SHANDAN, 2, "山丹福林示例药店", "零售药店", "", _PRIVATE, "C"),
)
PHARMACY: Final = "零售药店"
HOSPITALS: Final = ("三级医院", "二级医院")
TOWNSHIP: Final = ("一级医院", "乡镇卫生院")


def _record(row: tuple[str, int, str, str, str, str, str]) -> InstitutionRecord:
    region, serial, name, kind, level, ownership, grade = row
    letter = "P" if kind == PHARMACY else "H"
    grid = f"{COUNTIES[region]}-{serial:02d}"
    return InstitutionRecord(
        code=f"{letter}{region}{serial:05d}", name=name, kind=kind, ownership=ownership, region=region, level=level,
        grid=grid, credit_grade=grade,
    )  # fmt: skip


INSTITUTIONS: Final = tuple(map(_record, TABLE))
NAMES: Final = {one.code: one.name for one in INSTITUTIONS}


def of(kinds: tuple[str, ...], regions: tuple[str, ...] = ()) -> tuple[InstitutionRecord, ...]:
    """Institutions of some kinds, in some counties (all when empty)."""
    return tuple(one for one in INSTITUTIONS if one.kind in kinds and (not regions or one.region in regions))


def register_file(*, at: datetime) -> bytes:
    """The register as the workbook the bureau would send."""
    rows = [
        {
            "fixmedins_code": one.code,
            "fixmedins_name": one.name,
            "kind": one.kind,
            "level": one.level or None,
            "ownership": one.ownership,
            "region": one.region,
            "grid": one.grid,
            "credit_grade": one.credit_grade or None,
        }
        for one in INSTITUTIONS
    ]
    detail = Detail(layout=LAYOUT, reading=Reading(unique=("fixmedins_code",)), rows=rows)
    return blank_template(details=(detail,), title=LAYOUT.zh, at=at)


async def import_register(*, by: Actor) -> int:
    """Write the file, read it back, store it; how many institutions."""
    at = at_local(IMPORTED, 10)
    parsed = await read_institutions(content=register_file(at=at), filename="定点医药机构登记表.xlsx", on=IMPORTED)
    if not parsed.good:
        raise Conflict(f"演示登记表有误：{parsed.issues[:3]}", f"The demo register is wrong: {parsed.issues[:3]}")
    return (await store_institutions(rows=parsed.rows, by=by, at=at)).added
