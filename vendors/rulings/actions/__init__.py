"""Due process and decision, one act to a file."""

from vendors.rulings.actions.defence import NewDefence, recheck, record_defence
from vendors.rulings.actions.determine import Decision, NewRuling, determine, determine_many
from vendors.rulings.actions.expire import expire_defences
from vendors.rulings.actions.notice import NewNotice, defence_term, serve_notice

__all__ = [
    "Decision",
    "NewDefence",
    "NewNotice",
    "NewRuling",
    "defence_term",
    "determine",
    "determine_many",
    "expire_defences",
    "recheck",
    "record_defence",
    "serve_notice",
]
