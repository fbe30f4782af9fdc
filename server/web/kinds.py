"""Every kind of journal entry in both languages; docs/reference/journal-kinds.md is the same list.

Kinds named after an enumeration's member take their words from it.
"""

from collections.abc import Mapping
from typing import Final

from vendors.errors import Words
from vendors.findings.rules import Act
from vendors.tasks.rules import TaskState

FAMILIES: Final[Mapping[str, Words]] = {
    "session.": Words("登录", "Sign-in"),
    "attachment.": Words("附件", "Attachments"),
    "person.": Words("账号", "Accounts"),
    "vendor.": Words("第三方机构", "Vendors"),
    "blacklist.": Words("黑名单", "Blacklist"),
    "staff.": Words("机构人员", "Vendor staff"),
    "contract.": Words("合同", "Contracts"),
    "report.": Words("报告", "Reports"),
    "institutions.": Words("定点机构", "Institutions"),
    "cases.": Words("病例", "Cases"),
    "register.": Words("台账", "Registers"),
    "task.": Words("任务", "Tasks"),
    "draw.": Words("抽取", "Draws"),
    "batch.": Words("报送批次", "Upload batches"),
    "finding": Words("问题", "Findings"),
    "scorecard.": Words("考核", "Scorecards"),
    "fact.": Words("考核数据", "Facts entered"),
    "conduct.": Words("履约行为", "Conduct"),
    "retention.": Words("留用", "Retention"),
    "journal.": Words("日志", "Journal"),
}
"""Prefixes the list can be narrowed to."""

KINDS: Final[Mapping[str, Words]] = {
    "session.opened": Words("登录", "Signed in"),
    "session.refused": Words("登录被拒", "Sign-in refused"),
    "session.closed": Words("退出登录", "Session ended"),
    "person.added": Words("新增账号", "Account added"),
    "person.disabled": Words("停用账号", "Account disabled"),
    "person.password_changed": Words("修改密码", "Password changed"),
    "attachment.added": Words("上传附件", "File attached"),
    "attachment.downloaded": Words("下载附件", "Attached file downloaded"),
    "vendor.registered": Words("登记第三方机构", "Vendor registered"),
    "vendor.admitted": Words("第三方机构入库", "Vendor admitted"),
    "vendor.changed": Words("机构信息变更", "Vendor's particulars changed"),
    "vendor.holder_added": Words("登记股东或控制人", "Person behind a vendor entered"),
    "vendor.holder_ended": Words("股东或控制人退出", "Person behind a vendor left"),
    "vendor.qualification_added": Words("登记资质证书", "Certificate entered"),
    "vendor.qualification_verified": Words("资质核验通过", "Certificate verified"),
    "vendor.qualification_refused": Words("资质核验未通过", "Certificate not accepted"),
    "vendor.qualification_revoked": Words("资质被吊销", "Certificate revoked"),
    "vendor.credit_checked": Words("登记失信核查", "Dishonesty check recorded"),
    "vendor.blacklist_hit": Words("黑名单命中", "Found on the blacklist"),
    "vendor.risk_added": Words("登记机构风险", "Vendor's risk entered"),
    "vendor.risk_reassessed": Words("风险重新评估", "Risk rated anew"),
    "vendor.risk_closed": Words("风险关闭", "Risk closed"),
    "vendor.inspected": Words("监督检查第三方机构", "Vendor inspected"),
    "vendor.inspection_closed": Words("监督检查办结", "Inspection closed"),
    "blacklist.added": Words("列入黑名单", "Blacklisted"),
    "blacklist.ended": Words("移出黑名单", "Taken off the blacklist"),
    "vendor.standing_changed": Words("机构状态变更", "Vendor's standing changed"),
    "staff.added": Words("新增机构人员", "Vendor staff added"),
    "staff.bound": Words("签署保密承诺", "Confidentiality undertaking signed"),
    "staff.left": Words("机构人员离岗", "Vendor staff left"),
    "contract.signed": Words("签订合同", "Contract signed"),
    "contract.changed": Words("合同变更", "Contract changed"),
    "report.delivered": Words("提交机构报告", "Vendor's report delivered"),
    "institutions.imported": Words("导入定点机构", "Institutions imported"),
    "cases.imported": Words("导入病例", "Cases imported"),
    "register.received": Words("上传登记表", "Register's file received"),
    "register.again": Words("重复上传同一登记表", "Same register file uploaded again"),
    "register.checked": Words("登记表核对完成", "Register's file checked"),
    "register.rechecked": Words("重新核对登记表", "Register's file to be checked again"),
    "register.confirmed": Words("提交登记表", "Register's file confirmed"),
    "register.committed": Words("登记表生效", "Register taken over"),
    "register.row": Words("登记项变更", "Register entry set"),
    "register.withdrawn": Words("撤回登记表", "Register's file withdrawn"),
    "register.failed": Words("登记表处理未完成", "Register's file could not be finished"),
    "task.deadline_moved": Words("任务期限确定", "Task's deadline reckoned anew"),
    "task.created": Words("新建任务", "Task created"),
    "task.cases_assigned": Words("分派病例", "Cases assigned"),
    "task.cases_reviewed": Words("病例审核完成", "Cases reviewed"),
    "draw.committed": Words("抽取种子承诺", "Draw seed committed"),
    "draw.made": Words("完成抽取", "Draw made"),
    "batch.received": Words("收到报送", "Upload received"),
    "batch.again": Words("重复报送同一文件", "Same file uploaded again"),
    "batch.checked": Words("报送校验完成", "Upload checked"),
    "batch.unmasked": Words("报送含未脱敏姓名", "Upload held unmasked names"),
    "batch.failed": Words("报送校验未完成", "Upload could not be checked"),
    "batch.stored": Words("报送确认入库", "Upload confirmed and stored"),
    "batch.withdrawn": Words("撤回报送", "Upload withdrawn"),
    "batch.superseded": Words("报送被替换", "Upload superseded"),
    "batch.voided": Words("作废报送", "Upload voided"),
    "batch.downloaded": Words("下载报送文件", "Uploaded file downloaded"),
    "findings.stored": Words("问题入库", "Findings stored"),
    "findings.linked": Words("重复问题关联", "Repeated findings linked"),
    "finding.missed": Words("登记漏审问题", "Missed finding recorded"),
    "finding.term_moved": Words("申辩期调整", "Term of defence moved"),
    "report.asked": Words("请求生成报告", "Report asked for"),
    "report.made": Words("生成报告", "Report made"),
    "report.unchanged": Words("报告无变化", "Report unchanged"),
    "scorecard.issued": Words("出具记分卡", "Scorecard issued"),
    "scorecard.published": Words("审定公布记分卡", "Scorecard approved and published"),
    "fact.entered": Words("录入考核数据", "Fact entered"),
    "conduct.recorded": Words("登记履约行为", "Conduct recorded"),
    "retention.proposed": Words("提出留用建议", "Retention proposed"),
    "retention.decided": Words("作出留用决定", "Retention decided"),
    "journal.verified": Words("校验日志", "Journal verified"),
    **{f"finding.{act.value}": Words(act.zh, act.en) for act in Act},
    **{f"task.{state.value}": Words(f"任务{state.zh}", f"Task: {state.en.lower()}") for state in TaskState},
}


def term(kind: str) -> Words:
    """The kind in both languages; an unknown one is shown as it is stored."""
    return KINDS.get(kind, Words(kind, kind))
