"""医保医师（药师）登记表: who may treat insured persons, and where (ZY-25)."""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from importers.registers import institutions, messages
from importers.registers.register import Register, forward, registered
from importers.workbook.columns import Column, Layout, Need, Type
from vendors.actors import Role
from vendors.institutions.targets import DOCTORS

_R: Final = Need.REQUIRED
KINDS: Final = MappingProxyType({word: word for word in ("医师", "药师", "护师", "技师")})
STATUSES: Final = MappingProxyType({word: word for word in ("正常", "暂停", "取消")})

LAYOUT: Final = Layout(
    key="doctors",
    zh="医保医师（药师）登记表",
    en="Register of doctors and pharmacists",
    sheet="医保医师",
    columns=(
        Column(
            key="dr_code",
            zh="医师代码",
            en="Doctor code",
            type=Type.CODE,
            need=_R,
            aliases=("医保医师代码", "药师代码", "医保药师代码"),
            pattern=r"^D\d{12}$",
            pattern_is_error=True,
            longest=13,
            example="D620702999001",
            help_zh="D + 12 位数字",
            help_en="D and 12 digits",
            width=17,
        ),
        replace(institutions.CODE, help_zh="多点执业的，每个机构各填一行", help_en="One row for each institution"),
        Column(key="dr_name", zh="医师姓名", en="Name", need=_R, aliases=("姓名",), longest=40, example="赵明"),
        Column(
            key="dr_kind", zh="人员类别", en="Kind", type=Type.CHOICE, need=_R, choices=KINDS, example="医师", width=10
        ),
        Column(key="dept", zh="科室", en="Department", aliases=("科室名称",), longest=40, example="骨科"),
        Column(key="title", zh="职称", en="Title", aliases=("专业技术职务",), longest=30, example="主治医师"),
        Column(
            key="status",
            zh="服务状态",
            en="Status",
            type=Type.CHOICE,
            need=_R,
            aliases=("状态", "资格状态"),
            choices=STATUSES,
            example="正常",
            width=10,
        ),
        Column(
            key="begndate",
            zh="生效日期",
            en="From",
            type=Type.DATE,
            need=_R,
            aliases=("开始日期",),
            example="2026-01-01",
        ),
        Column(
            key="enddate",
            zh="截止日期",
            en="To",
            type=Type.DATE,
            aliases=("结束日期",),
            example="",
            help_zh="无截止日期时留空",
        ),
    ),
)
REGISTER: Final = Register(
    zh="医保医师（药师）",
    en="Doctors and pharmacists",
    layout=LAYOUT,
    unique=("dr_code", "fixmedins_code"),
    target=DOCTORS,
    cells=("dr_code", "fixmedins_code", "dr_name", "dr_kind", "dept", "title", "status", "begndate", "enddate"),
    keepers=frozenset({Role.TASK_MANAGER}),
    checks=(
        forward("begndate", "enddate", messages.DATES_BACKWARDS),
        registered("fixmedins_code", "institutions", messages.DOCTOR_INSTITUTION_UNKNOWN),
    ),
    needs=("institutions",),
)
