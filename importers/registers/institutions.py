"""定点医药机构登记表: whom the bureau has designated."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Final

from importers.registers import messages
from importers.registers.register import Register, Scene
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.actors import Role
from vendors.institutions.records import InstitutionRecord
from vendors.institutions.targets import INSTITUTIONS
from vendors.policy.codes import code_list

PHARMACY: Final = "零售药店"
CODE: Final = Column(
    key="fixmedins_code",
    zh="机构编码",
    en="Institution code",
    type=Type.CODE,
    need=Need.REQUIRED,
    aliases=("定点医药机构编码", "医药机构编码", "定点机构代码", "医疗机构编码", "执业机构编码"),
    pattern=r"^[HP]\d{11}$",
    pattern_is_error=True,
    example="H62070299901",
    help_zh="H（医疗机构）或 P（零售药店）+ 6 位区划 + 5 位顺序号",
    help_en="H (care provider) or P (pharmacy), 6 region digits, 5 serial digits",
    width=18,
)
"""机构编码, as every register of the bureau names an institution."""


def _words(name: str, on: date) -> Mapping[str, str]:
    """A choice that stores the official word itself."""
    return MappingProxyType({word: word for word in code_list(name, on).values()})


LAYOUT: Final = Layout(
    key="institutions",
    zh="定点医药机构登记表",
    en="Register of designated institutions",
    sheet="定点医药机构",
    columns=(
        CODE,
        Column(
            key="fixmedins_name",
            zh="机构名称",
            en="Institution name",
            need=Need.REQUIRED,
            aliases=("医药机构名称", "定点医药机构名称", "医疗机构名称"),
            longest=100,
            example="示例市第一人民医院",
            width=34,
        ),
        Column(
            key="kind",
            zh="机构类型",
            en="Kind",
            type=Type.CHOICE,
            need=Need.REQUIRED,
            aliases=("机构类别",),
            choices_on=partial(_words, "institution_kind"),
            example="三级医院",
            width=18,
        ),
        Column(key="level", zh="医院等级", en="Level", aliases=("等级", "级别"), longest=20, example="三级乙等"),
        Column(
            key="ownership",
            zh="机构性质",
            en="Ownership",
            type=Type.CHOICE,
            need=Need.REQUIRED,
            aliases=("性质", "经济性质"),
            choices_on=partial(_words, "ownership"),
            example="公立",
        ),
        Column(
            key="region",
            zh="所属区划",
            en="Region",
            type=Type.CHOICE,
            need=Need.REQUIRED,
            aliases=("行政区划", "区划代码", "县区"),
            choices_on=partial(code_list, "region"),
            example="620702",
            help_zh="六位区划代码",
            help_en="Six-digit region code",
        ),
        Column(key="grid", zh="网格", en="Grid", aliases=("所属网格", "网格编号"), longest=30, example="甘州-03"),
        Column(key="credit_grade", zh="信用等级", en="Credit grade", aliases=("信用评价",), longest=4, example="A"),
        Column(
            key="legal_representative",
            zh="法定代表人",
            en="Legal representative",
            aliases=("法人代表", "主要负责人"),
            longest=40,
            example="马知远",
            help_zh="用于回避核查",
            help_en="Ties of third parties are looked for by it",
        ),
    ),
)


def code_fits_region(row: Row, scene: Scene) -> Iterator[Issue]:
    code, region = row.text("fixmedins_code"), row.text("region")
    if code and region and code[1:7] != region:
        yield scene.sheet.issue(messages.REGION_DIFFERS, row, "region", inside=code[1:7])


def code_fits_kind(row: Row, scene: Scene) -> Iterator[Issue]:
    code, kind = row.text("fixmedins_code"), row.text("kind")
    if code and kind and (code[0] == "P") != (kind == PHARMACY):
        yield scene.sheet.issue(messages.KIND_DIFFERS, row, "kind", code=code)


def record(cells: Sequence[str]) -> InstitutionRecord:
    return InstitutionRecord(**INSTITUTIONS.named(cells))


REGISTER: Final = Register(
    zh="定点医药机构",
    en="Designated institutions",
    layout=LAYOUT,
    unique=("fixmedins_code",),
    target=INSTITUTIONS,
    cells=(
        "fixmedins_code", "fixmedins_name", "kind", "level", "ownership", "region", "grid", "credit_grade",
        "legal_representative",
    ),
    keepers=frozenset({Role.TASK_MANAGER}),
    checks=(code_fits_region, code_fits_kind),
)  # fmt: skip
