"""Identity documents: checked, then kept as a mask and a keyed fingerprint; the number itself is never stored. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Invalid, Words
from vendors.policy.identity import MASK, fingerprint, masked, normalise, trouble

RESIDENT: Final = "01"
"""居民身份证 in the code list `identity_document`; also 港澳台居民居住证, which follows the same rule."""
_SHORTEST: Final = 5
_SHOWN: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What is kept of a document: its kind, its mask and what it is recognised by."""

    kind: str = ""
    masked: str = ""
    print: str = ""


NOBODY: Final = Identity()


def identify(kind: str, number: str, *, key: bytes, on: date) -> Identity:
    """Raises Invalid at `identity_number` for a number that cannot exist."""
    plain = normalise(number)
    if kind == RESIDENT:
        wrong = trouble(plain, on=on)
        if wrong is not None and wrong.sure:
            raise Invalid({"identity_number": wrong.words})
        return Identity(kind=kind, masked=masked(plain), print=fingerprint(plain, key=key))
    if len(plain) < _SHORTEST:
        words = Words(f"证件号码至少 {_SHORTEST} 位。", f"A document's number has at least {_SHORTEST} characters.")
        raise Invalid({"identity_number": words})
    shown = plain[:_SHOWN] + MASK + plain[-_SHOWN:]
    return Identity(kind=kind, masked=shown, print=fingerprint(f"{kind}:{plain}", key=key))
