"""The application: the one module that knows every room."""

from importlib.metadata import version

from litestar import Litestar
from litestar.di import Provide

from server.accounts.passwords import Passwords
from server.accounts.plugin import AccountOptions, Accounts
from server.accounts.rules import needs_secure_cookies
from server.assessment import pages as assessment
from server.audit import pages as audit
from server.campaigns import pages as campaigns
from server.contracts import pages as contracts
from server.cooperation import pages as cooperation
from server.desk import pages as desk
from server.desk.badges import Badges
from server.documents import pages as documents
from server.draws import pages as draws
from server.findings import pages as findings
from server.handling import pages as handling
from server.people import pages as people
from server.ranking import pages as ranking
from server.recoveries import pages as recoveries
from server.reference import pages as reference
from server.registry import pages as registry
from server.replays import pages as replays
from server.reports import pages as reports
from server.retention import pages as retention
from server.reviewing import pages as reviewing
from server.rulebooks import pages as rulebooks
from server.rulings import pages as rulings
from server.scorecards import pages as scorecards
from server.statistics import pages as statistics
from server.tasks import pages as tasks
from server.uploads import pages as uploads
from server.web import attachments, health
from server.web.house import House
from server.web.policy import Policy
from server.web.shell import WebOptions, WebShell

ROOMS = (
    desk,
    registry,
    contracts,
    people,
    reference,
    campaigns,
    draws,
    tasks,
    cooperation,
    uploads,
    findings,
    reviewing,
    rulings,
    handling,
    recoveries,
    statistics,
    documents,
    rulebooks,
    scorecards,
    assessment,
    ranking,
    retention,
    replays,
    reports,
    audit,
    attachments,
    health,
)
FORM_LIMIT = 1024 * 1024
"""Bytes a form may have; the upload page has its own limit, from the settings."""


def create_app(house: House) -> Litestar:
    """Every page of the service over an open database. Serving it needs the pool started (server.serving)."""
    settings = house.settings
    options = WebOptions(
        secret=settings.secret.encode(),
        version=version("hengjian"),
        secure=needs_secure_cookies(https=settings.https, host=settings.host),
        demo=settings.demo,
    )
    passwords = Passwords(names=(settings.bureau,))
    accounts = AccountOptions(passwords=passwords, bureau=settings.bureau, data=settings.data)
    return Litestar(
        route_handlers=[handler for room in ROOMS for handler in room.HANDLERS],
        plugins=[Accounts(accounts), WebShell(options)],
        middleware=[Policy(), Badges()],
        dependencies={"house": Provide(lambda: house, sync_to_thread=False)},
        request_max_body_size=FORM_LIMIT,
        logging_config=None,
    )
