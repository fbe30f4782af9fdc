"""Exactly what each page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.accounts.demo import DemoPerson
from server.accounts.queries import SessionView
from server.web.forms import Form
from vendors.errors import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInScreen:
    """`wanted` is where to go after sign-in; `refused` why the last try failed; `people` the demo's sign-ins."""

    form: Form
    wanted: str
    refused: Words | None
    people: Sequence[DemoPerson]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordScreen:
    form: Form
    shortest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsScreen:
    """`current` is the id of the session that asks."""

    sessions: Sequence[SessionView]
    current: int
