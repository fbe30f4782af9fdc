import pytest
from tests.server.handling.conftest import Visit
from tests.support import decided
pytestmark = pytest.mark.anyio
async def test_smoke(visit: Visit) -> None:
    case = await decided.decision(10_800, 9_200)
    client = visit(decided.HANDLER)
    for path in ("/decisions", f"/decisions/{case.id}", "/transfers", "/sanctions", "/sanctions/precautions", "/sanctions/precautions/new", "/decisions/export", "/sanctions/export", "/sanctions/public", "/transfers/export", "/sanctions/precautions/export"):
        answer = await client.get(path)
        assert answer.status_code == 200, (path, answer.text[-2000:])
    for kind in decided.MeasureKind:
        answer = await client.get(f"/decisions/{case.id}/measures/new?kind={kind.value}")
        assert answer.status_code == 200, (kind, answer.text[-2000:])
