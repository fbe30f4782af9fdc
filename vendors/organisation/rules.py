import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.policy.regions import region_in_force, regions

_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_CITY: Final = "00"


class UnitKind(Labelled):
    """组织单位类别 (ZY-02, ZY-11, ZY-12)."""

    CITY_BUREAU = "city_bureau", "市医保局", "City bureau"
    COUNTY_BUREAU = "county_bureau", "县区局", "County bureau"
    CITY_AGENCY = "city_agency", "市经办机构", "City agency"
    COUNTY_AGENCY = "county_agency", "县区经办机构", "County agency"
    OFFICE = "office", "第三方监管服务办公室", "Office for third-party supervision"
    MONITORING = "monitoring", "智能监控小组", "Monitoring group"
    RECORDS = "records", "病历审核小组", "Medical-record group"
    AUDIT = "audit", "财务审计小组", "Financial audit group"
    ENTRUSTED = "entrusted", "委托经办小组", "Entrusted handling group"
    OTHER = "other", "其他", "Other"


GROUPS: Final = frozenset({UnitKind.MONITORING, UnitKind.RECORDS, UnitKind.AUDIT, UnitKind.ENTRUSTED})
"""The four 小组 of the 第三方监管服务办公室."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit as it is entered. `parent` is the code of the unit above, empty for the top."""

    code: str
    name: str
    kind: UnitKind
    region: str
    parent: str = ""
    begins: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What a new unit must agree with in the unit above it."""

    kind: UnitKind
    region: str
    begins: date
    ends: date | None


def county_of(region: str) -> str:
    """The county whose records alone are seen from a region; empty for the city and for its own codes (620799)."""
    known = regions().get(region)
    return "" if region.endswith(_CITY) or (known is not None and known.own) else region


def unit_faults(new: NewUnit, *, above: Above | None) -> Mapping[str, Words]:
    """What is wrong with a new unit, by field; empty when nothing is. `above` is None when there is no such unit."""
    found: dict[str, Words] = {}
    if not _CODE.fullmatch(new.code):
        found["code"] = Words("单位代码由 2–20 位大写字母、数字、横线组成。", "2 to 20 capitals, digits or dashes.")
    if region_in_force(new.region, new.begins) is None:
        found["region"] = Words("请选择当日有效的行政区划。", "Choose a region in force on that day.")
    if new.parent and above is None:
        found["parent"] = Words("没有这个上级单位。", "There is no such unit above.")
    if new.kind is UnitKind.COUNTY_BUREAU and not county_of(new.region):
        found["region"] = Words("县区局须选择所在县区。", "A county bureau needs its county.")
    if above is not None:
        found.update(_against(new, above))
    return found


def _against(new: NewUnit, above: Above) -> Mapping[str, Words]:
    county = county_of(above.region)
    if county and new.region != above.region:
        return {"region": Words("须与上级单位同属一个县区。", "Must lie in the county of the unit above.")}
    if new.begins < above.begins or (above.ends is not None and new.begins > above.ends):
        return {"begins": Words("上级单位在该日不存在或已撤销。", "The unit above does not exist on that day.")}
    if new.kind in GROUPS and above.kind is not UnitKind.OFFICE:
        return {"parent": Words("小组设在第三方监管服务办公室下。", "The groups stand under the office.")}
    return {}
