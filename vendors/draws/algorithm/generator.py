"""`sha256-tickets-2`: chance out of SHA-256, the same on every machine (docs/reference/draws.md)."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

ALGORITHM: Final = "sha256-tickets-2"
_WHOLE: Final = 2**256


def commitment(seed: str) -> str:
    """What is published before the draw: SHA-256 of the seed, in hex."""
    return sha256(seed.encode()).hexdigest()


def tickets(seed: str, label: str) -> Callable[[str], bytes]:
    """Ticket of an id: SHA-256 of seed LF label LF id, a 256-bit number (its 32 bytes compare alike)."""
    before = f"{seed}\n{label}\n".encode()
    return lambda unit: sha256(before + unit.encode()).digest()


def in_order(ids: Iterable[str], *, seed: str, label: str) -> list[str]:
    """A random permutation: by ticket, equal tickets (none are known) by id."""
    ticket = tickets(seed, label)
    return [unit for _, unit in sorted((ticket(unit), unit) for unit in ids)]


def below(bound: int, *, seed: str, label: str) -> int:
    """A uniform whole number of 0 … bound-1: block after block, the first below the last multiple of `bound`.

    Block number c is the ticket of c in decimals; nothing is favoured by the remainder (rejection).
    """
    ticket = tickets(seed, label)
    last = _WHOLE - _WHOLE % bound
    counter = 0
    while (block := int.from_bytes(ticket(str(counter)))) >= last:
        counter += 1
    return block % bound
