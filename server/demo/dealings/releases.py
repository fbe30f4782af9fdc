"""Medical records on a disc: asked for, approved, handed over, read, destroyed; and one that waits."""

from dataclasses import dataclass
from datetime import date, datetime

from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from server.demo.scans import kept
from vendors.provision.actions import Release, request_provision
from vendors.provision.life_actions import (
    Certificate,
    confirm_disposal,
    confirm_receipt,
    decide_provision,
    dispose,
    hand_over,
)
from vendors.provision.rules import Channel, Disposal, What


@dataclass(slots=True)
class Released:
    """Medical records on a disc: asked for, approved, handed over, read, destroyed; and one that waits."""

    stage: Stage
    id: int = 0

    def plan(self) -> None:
        agenda = self.stage.agenda
        agenda.on(date(2026, 5, 13), 9, 40, self.ask)
        agenda.on(date(2026, 6, 26), 16, 0, self.give_back)
        agenda.on(date(2026, 11, 19), 14, 20, self.ask_again)

    async def ask(self, at: datetime) -> None:
        stage, party = self.stage, self.stage.parties["C1"]
        release = Release(
            vendor=party.vendor, what=What.RECORDS, rows=36, channel=Channel.DISC, recipient=party.lead.name,
            purpose="购销存审计抽查病历", description="三家医院手术病历复印件扫描件（脱敏）",
        )  # fmt: skip
        self.id = await request_provision(release=release, by=stage.tasks, at=at)
        opinion = "同意，限本次审计使用"
        await decide_provision(provision=self.id, approve=True, opinion=opinion, by=stage.leader, at=at + 30 * MINUTE)
        await hand_over(
            provision=self.id, recipient=party.lead.name, channel=Channel.DISC, by=stage.tasks, at=at + 60 * MINUTE
        )
        await confirm_receipt(provision=self.id, by=party.lead, at=at + 75 * MINUTE)

    async def give_back(self, at: datetime) -> None:
        file, sha256 = await kept(self.stage, "数据销毁证明（示例）.pdf", "DATA DESTROYED", f"{at:%Y-%m-%d}")
        certificate = Certificate(
            disposal=Disposal.DESTROYED, on=at.date(), note="光盘粉碎，留存销毁影像", file=file, sha256=sha256
        )
        await dispose(provisions=(self.id,), certificate=certificate, by=self.stage.parties["C1"].lead, at=at)
        await confirm_disposal(
            provision=self.id, accept=True, opinion="已核对销毁影像", by=self.stage.tasks, at=at + 30 * MINUTE
        )

    async def ask_again(self, at: datetime) -> None:
        party = self.stage.parties["D2"]
        release = Release(
            vendor=party.vendor, what=What.RECORDS, rows=8, channel=Channel.ON_SITE, recipient=party.lead.name,
            purpose="意外伤害调查调阅", description="外伤住院病历现场查阅",
        )  # fmt: skip
        await request_provision(release=release, by=self.stage.tasks, at=at)
