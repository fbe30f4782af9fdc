"""The demo's sign-ins, as its seeding left them; shown on the sign-in page in demo mode only."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = "demo-people.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """`vendor` is the short name of a vendor's person's house, empty at the bureau."""

    username: str
    name: str
    role_zh: str
    role_en: str
    password: str
    vendor: str = ""


def demo_people(data: Path) -> tuple[DemoPerson, ...]:
    """What `<data>/demo-people.json` lists; nobody when there is no such file yet."""
    try:
        listed = json.loads((data / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(DemoPerson(**person) for person in listed)
