from vendors.recoveries.queries.accounts import AccountRow, AccountView, account_of, accounts_of
from vendors.recoveries.queries.funnel import Funnel, FunnelStage, funnel
from vendors.recoveries.queries.lists import AccountFilters, AccountPage, account_counts, accounts, stream_sums
from vendors.recoveries.queries.remade import Remade, remade
from vendors.recoveries.queries.trace import Trace, trace
from vendors.recoveries.queries.waiting import DueInstalment, ToBook, due_instalments, to_be_booked

__all__ = [
    "AccountFilters",
    "AccountPage",
    "AccountRow",
    "AccountView",
    "DueInstalment",
    "Funnel",
    "FunnelStage",
    "Remade",
    "ToBook",
    "Trace",
    "account_counts",
    "account_of",
    "accounts",
    "accounts_of",
    "due_instalments",
    "funnel",
    "remade",
    "stream_sums",
    "to_be_booked",
    "trace",
]
