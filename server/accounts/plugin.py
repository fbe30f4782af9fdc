"""Adds accounts to an application: `Litestar(..., plugins=[WebShell(...), Accounts(AccountOptions(...))])`."""

from dataclasses import dataclass
from pathlib import Path

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from server.accounts import pages
from server.accounts.authentication import Authentication
from server.accounts.passwords import Passwords


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOptions:
    """`data` holds the demo's sign-ins, looked at in demo mode only; `bureau` is the organisation's name."""

    passwords: Passwords
    bureau: str
    data: Path


class Accounts(InitPlugin):
    """Who is asking is settled before any other middleware of the application runs."""

    def __init__(self, options: AccountOptions) -> None:
        self.options = options

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        app_config.state.accounts = self.options
        app_config.middleware = [Authentication(bureau=self.options.bureau), *app_config.middleware]
        app_config.route_handlers = [*app_config.route_handlers, *pages.HANDLERS]
        return app_config
