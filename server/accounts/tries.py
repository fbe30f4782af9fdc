"""Counting failed sign-ins by account and by address.

A try is counted before its password is looked at and taken back when it was right, so that a hundred
guesses sent at once get no more chances than a hundred sent in turn.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from server.accounts.errors import AccountLocked, TooManyTries
from server.accounts.rules import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, Standing, network_of, one_more
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_MAKE = "INSERT INTO server_tries (key, failed, last_at) VALUES ($1, 0, $2) ON CONFLICT (key) DO NOTHING"
_READ = "SELECT failed, last_at, locked_until FROM server_tries WHERE key = $1 FOR UPDATE"
_KEEP = "UPDATE server_tries SET failed = $2, last_at = $3, locked_until = $4 WHERE key = $1"
_GIVE_BACK = "UPDATE server_tries SET failed = greatest(failed - 1, 0), locked_until = NULL WHERE key = $1"
_FORGET = "DELETE FROM server_tries WHERE id IN (SELECT id FROM server_tries WHERE last_at < $1 FOR UPDATE SKIP LOCKED)"


async def take(*, username: str, address: str, at: datetime) -> int:
    """Count one try; how many are left. Raises TooManyTries or AccountLocked when there is none to take."""
    async with transaction() as connection:
        place = await _count(connection, _address(address), TRIES_PER_ADDRESS, at)
        account = await _count(connection, _account(username), TRIES_PER_ACCOUNT, at) if place.taken else place
    if not place.taken:
        raise TooManyTries(place.until)
    if not account.taken:
        raise AccountLocked(account.until)
    return TRIES_PER_ACCOUNT - account.failed


async def forgive(connection: "Connection", *, username: str, address: str, at: datetime) -> None:
    """The try was right: the address gets its try back, the account starts afresh, yesterday's tries go.

    Rows are locked in the order of `take`.
    """
    await connection.execute(_GIVE_BACK, _address(address))
    await connection.execute("DELETE FROM server_tries WHERE key = $1", _account(username))
    await connection.execute(_FORGET, at - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """Whether it was taken; `until` the key is locked, when it was not."""

    taken: bool
    failed: int
    until: datetime


async def _count(connection: "Connection", key: str, limit: int, at: datetime) -> _Try:
    await connection.execute(_MAKE, key, at)
    standing = Standing(**await connection.fetchrow(_READ, key))
    if standing.locked_until is not None and at < standing.locked_until:
        return _Try(taken=False, failed=standing.failed, until=standing.locked_until)
    after = one_more(standing, limit=limit, at=at)
    await connection.execute(_KEEP, key, after.failed, after.last_at, after.locked_until)
    return _Try(taken=True, failed=after.failed, until=after.locked_until or at)


def _account(username: str) -> str:
    """Only a hash: people type passwords into the name field."""
    return "account:" + hashlib.sha256(username.encode()).hexdigest()


def _address(address: str) -> str:
    return "address:" + network_of(address)
