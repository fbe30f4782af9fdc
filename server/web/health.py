"""For the machines that watch: is the process alive, is the service ready."""

from litestar import Response, get
from litestar.enums import MediaType

from server.web.access import Right
from vendors.transaction import transaction


@get("/healthz", opt={"right": Right.OPEN}, media_type=MediaType.TEXT)
async def alive() -> str:
    return "ok"


@get("/readyz", opt={"right": Right.OPEN}, media_type=MediaType.TEXT)
async def ready() -> Response[str]:
    """200 when the database answers and the queue's schema is there, else 503."""
    try:
        async with transaction() as connection:
            there = await connection.fetchval("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
    except (OSError, RuntimeError):
        there = False
    return Response("ready" if there else "not ready", status_code=200 if there else 503, media_type=MediaType.TEXT)


HANDLERS = (alive, ready)
