"""Bringing the schema up to date: Piccolo's migrations, the queue's schema, then rights and policies."""

import hashlib
import io
from contextlib import redirect_stdout, suppress
from importlib.resources import files

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager

from server.database.addresses import APP_ROLE, Address, Addresses
from vendors.errors import HengjianError

UNSCOPED = frozenset({"server_person", "vendors_journal"})
"""Tables with a `vendor` column that are not a vendor's own: accounts, and the journal's annotation."""


class MigrationFailed(HengjianError):
    """The schema could not be brought up to date."""


async def migrate(where: Addresses) -> None:
    """Idempotent and safe to run by two processes at once (an advisory lock admits one).

    Raises MigrationFailed, in words also when the role of DATABASE_URL may not create what is needed.
    """
    try:
        await _migrate(where)
    except asyncpg.InsufficientPrivilegeError as refused:
        raise MigrationFailed(
            f"数据库账号 {where.owner.user} 权限不足：{refused}。请授予 CREATEROLE 并令其为数据库所有者，"
            "或用 HENGJIAN_OWNER_URL 指定所有者账号。",
            f"The database role {where.owner.user} lacks a right: {refused}. Grant it CREATEROLE and make it the"
            " database's owner, or name the owner's account in HENGJIAN_OWNER_URL.",
        ) from refused


async def _migrate(where: Addresses) -> None:
    await _ensure_database(where.owner)
    connection = await asyncpg.connect(**where.owner.for_asyncpg())
    try:
        await connection.execute("SELECT pg_advisory_lock(4847)")
        await _ensure_role(connection, where)
        await _run_piccolo(where.owner)
        if not await connection.fetchval("SELECT to_regclass('procrastinate_jobs') IS NOT NULL"):
            await connection.execute(SchemaManager(connector=PsycopgConnector()).get_schema())
        await _settle_rights(connection)
    finally:
        await connection.close()


async def _ensure_database(owner: Address) -> None:
    arguments = owner.for_asyncpg()
    try:
        connection = await asyncpg.connect(**arguments)
    except asyncpg.InvalidCatalogNameError:
        connection = await asyncpg.connect(**(arguments | {"database": "postgres"}))
        with suppress(asyncpg.DuplicateDatabaseError):
            await connection.execute(f'CREATE DATABASE "{owner.database}" ENCODING UTF8 TEMPLATE template0')
    await connection.close()


async def _ensure_role(connection: asyncpg.Connection, where: Addresses) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", APP_ROLE)
    if not known:
        login = "LOGIN" if where.app.user == APP_ROLE else "NOLOGIN"
        await connection.execute(f"CREATE ROLE {APP_ROLE} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
    if where.app.role:
        await connection.execute(f'GRANT {APP_ROLE} TO "{where.owner.user}"')


async def _run_piccolo(owner: Address) -> None:
    from server.piccolo_conf import DB  # noqa: PLC0415 the engine is configured only here and in pool.py

    serving = DB.config, DB.pool
    DB.config, DB.pool = owner.for_asyncpg(), None
    output = io.StringIO()
    try:
        with redirect_stdout(output):
            response = await run_forwards(app_name="all")
    finally:
        DB.config, DB.pool = serving
    if not response.success:
        raise MigrationFailed(
            f"数据库结构升级失败：{output.getvalue()[-800:]}",
            f"The schema migration failed: {output.getvalue()[-800:]}",
        )


async def _settle_rights(connection: asyncpg.Connection) -> None:
    """Rights and policies, when the tables or the rights have changed: applying them locks every table.

    What was applied last is remembered as the journal table's comment, so a start beside running processes waits
    for nobody.
    """
    rights = files("server.database").joinpath("rights.sql").read_text(encoding="utf-8")
    tables = await connection.fetchval(
        "SELECT string_agg(table_name || '.' || column_name, ',' ORDER BY table_name, column_name)"
        " FROM information_schema.columns WHERE table_schema = 'public'"
    )
    mark = "rights " + hashlib.sha256(f"{rights}{tables}{sorted(UNSCOPED)}".encode()).hexdigest()
    if await connection.fetchval("SELECT obj_description('vendors_journal'::regclass, 'pg_class')") == mark:
        return
    async with connection.transaction():
        await connection.execute(rights)
        await _isolate_vendors(connection)
        await connection.execute(f"COMMENT ON TABLE vendors_journal IS '{mark}'")


async def _isolate_vendors(connection: asyncpg.Connection) -> None:
    """FORCE row-level security on every table that belongs to a vendor: those with a `vendor` column, and vendors."""
    rows = await connection.fetch(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'vendor'"
    )
    owned = {row["table_name"]: "vendor" for row in rows if row["table_name"] not in UNSCOPED}
    for table, column in sorted((owned | {"vendors_vendor": "id"}).items()):
        mine = f"(SELECT current_setting('app.vendor', true)) IN ('*', {column}::text)"
        await connection.execute(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            f"DROP POLICY IF EXISTS own_rows ON {table}; CREATE POLICY own_rows ON {table} USING ({mine});"
        )
