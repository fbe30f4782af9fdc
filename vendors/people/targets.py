"""Vendors' staff as a register: whoever comes back after leaving stands there again, from another day."""

from typing import Final

from vendors.incoming.rules import Field, Target

STAFF: Final = Target(
    register="staff",
    table="vendors_staff",
    key=("vendor", "name", "on_post_from"),
    traced=True,
    joins="JOIN vendors_vendor o ON o.id = t.vendor",
    links="JOIN vendors_vendor o ON o.code = x.v[1]",
    fresh={"registered_at": "$2"},
    fields=(
        Field(name="vendor", zh="统一社会信用代码", en="Vendor", type="vendor", shown="o.code", taken="o.id"),
        Field(name="name", zh="姓名", en="Name"),
        Field(name="post", zh="岗位", en="Post"),
        Field(name="certificate", zh="证书编号", en="Certificate"),
        Field(name="certified_until", zh="证书有效期至", en="Certified until", type="date"),
        Field(name="undertaking_signed_on", zh="保密承诺书签署日期", en="Undertaking signed on", type="date"),
        Field(name="on_post_from", zh="到岗日期", en="On post from", type="date"),
        Field(name="on_post_to", zh="离岗日期", en="On post to", type="date"),
        Field(name="is_lead", zh="是否项目负责人", en="Project lead", type="boolean", taken="x.v[9] = '1'"),
    ),
)
