"""Due process and decision, one act to a file."""

from vendors.rulings.actions.deciding import Decision, set_state
from vendors.rulings.actions.defence import NewDefence, recheck, record_defence, record_hearing
from vendors.rulings.actions.determine import NewRuling, determine, determine_many
from vendors.rulings.actions.discussing import NewDiscussion, amend_discussion, record_discussion, use_discussion
from vendors.rulings.actions.expire import expire_defences
from vendors.rulings.actions.letters import (
    Part,
    defence_term,
    draft_notice,
    drop_notice,
    print_notice,
    rewrite_notice,
    serve_letter,
)
from vendors.rulings.actions.notice import NewNotice, serve_notice
from vendors.rulings.actions.panel import NewPanel, call_panel, record_panel
from vendors.rulings.actions.superseding import Superseded, supersede

__all__ = [
    "Decision",
    "NewDefence",
    "NewDiscussion",
    "NewNotice",
    "NewPanel",
    "NewRuling",
    "Part",
    "Superseded",
    "amend_discussion",
    "call_panel",
    "defence_term",
    "determine",
    "determine_many",
    "draft_notice",
    "drop_notice",
    "expire_defences",
    "print_notice",
    "recheck",
    "record_defence",
    "record_discussion",
    "record_hearing",
    "record_panel",
    "rewrite_notice",
    "serve_letter",
    "serve_notice",
    "set_state",
    "supersede",
    "use_discussion",
]
