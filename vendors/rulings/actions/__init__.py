"""Due process and decision, one act to a file."""

from vendors.rulings.actions.deciding import Decision, set_state
from vendors.rulings.actions.defence import NewDefence, recheck, record_defence
from vendors.rulings.actions.determine import NewRuling, determine, determine_many
from vendors.rulings.actions.discussing import NewDiscussion, amend_discussion, record_discussion, use_discussion
from vendors.rulings.actions.expire import expire_defences
from vendors.rulings.actions.notice import NewNotice, defence_term, serve_notice
from vendors.rulings.actions.superseding import Superseded, supersede

__all__ = [
    "Decision",
    "NewDefence",
    "NewDiscussion",
    "NewNotice",
    "NewRuling",
    "Superseded",
    "amend_discussion",
    "defence_term",
    "determine",
    "determine_many",
    "expire_defences",
    "recheck",
    "record_defence",
    "record_discussion",
    "serve_notice",
    "set_state",
    "supersede",
    "use_discussion",
]
