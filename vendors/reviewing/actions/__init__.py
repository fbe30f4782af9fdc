"""What is done around a second look: samples drawn, cases looked at, experts asked and heard."""

from vendors.reviewing.actions.answering import Statement, decline, give_opinion, recuse
from vendors.reviewing.actions.asking import Request, ask_experts
from vendors.reviewing.actions.looking import Look, look_at
from vendors.reviewing.actions.sampling import NewSample, cancel_sample, commit_sample, open_sample

__all__ = [
    "Look",
    "NewSample",
    "Request",
    "Statement",
    "ask_experts",
    "cancel_sample",
    "commit_sample",
    "decline",
    "give_opinion",
    "look_at",
    "open_sample",
    "recuse",
]
