"""Who signs in: people, their roles, their sessions, and the pages to do it on.

Puts the signed-in `User` on every request and the vendor scope around it (`authentication`); one plugin,
`server.accounts.plugin.Accounts`, adds the lot. Every act is journaled, no password material ever is.
Grows by: a second factor beside `passwords.py`, API tokens beside the session in `authentication.py`.
"""
