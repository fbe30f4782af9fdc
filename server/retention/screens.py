from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpi.retention.queries import ProposalState, ProposalView
from server.web.forms import Form
from server.web.history import Event

PROPOSAL_TONES: Mapping[ProposalState, str] = {
    ProposalState.PROPOSED: "warn",
    ProposalState.ACCEPTED: "good",
    ProposalState.DECLINED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionScreen:
    proposals: Sequence[ProposalView]
    tones: Mapping[ProposalState, str]

    @property
    def open(self) -> int:
        return sum(one.state is ProposalState.PROPOSED for one in self.proposals)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalScreen:
    proposal: ProposalView
    grade: str
    history: Sequence[Event]
    form: Form

    @property
    def tone(self) -> str:
        return PROPOSAL_TONES[self.proposal.state]

    @property
    def open(self) -> bool:
        return self.proposal.state is ProposalState.PROPOSED and not self.proposal.superseded
