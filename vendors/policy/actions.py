from vendors.journal.actions import Deed


async def announce(deed: Deed, *, register: str) -> None:
    """Within the act that changes the bureau's own rules: every process reads them anew with its next request.

    Announcements are made one at a time, so that a greater version always holds what the lesser one did.
    """
    await deed.connection.execute("LOCK TABLE vendors_policy_change IN SHARE ROW EXCLUSIVE MODE")
    await deed.connection.execute(
        "INSERT INTO vendors_policy_change (register, by_name, at) VALUES ($1, $2, $3)",
        register,
        deed.by.name,
        deed.at,
    )
