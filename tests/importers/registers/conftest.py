from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.registers import Desk
from vendors.policy.bureau import SHELF
from vendors.policy.rows import NOTHING


@pytest.fixture
def desk(database: object, data: Path) -> Iterator[Desk]:
    """A desk over an empty database; what it loads of the bureau's rules is forgotten afterwards."""
    SHELF.newest = NOTHING
    yield Desk(data)
    SHELF.newest = NOTHING
