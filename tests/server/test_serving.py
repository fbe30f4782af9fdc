"""Before anything is started."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from server.serving import claim
from tests.support import rooms
from vendors.errors import Conflict


def test_a_taken_port_is_said_in_words(data: Path) -> None:
    settings = rooms.house_at(data).settings
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Conflict, match="--port"):
            claim(replace(settings, host="127.0.0.1", port=taken.getsockname()[1]))
