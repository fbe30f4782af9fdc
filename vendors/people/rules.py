from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What decides whether a person counts as on post (在岗且资质有效, indicator K01)."""

    on_post_from: date
    on_post_to: date | None
    certified_until: date | None
    undertaking_signed_on: date | None

    def present(self, day: date) -> bool:
        """On post that day, qualified or not; the last day still counts."""
        return self.on_post_from <= day and (self.on_post_to is None or day <= self.on_post_to)

    def certified(self, day: date) -> bool:
        """A certificate without an end never expires; the last day of one still counts."""
        return self.certified_until is None or day <= self.certified_until

    def bound(self, day: date) -> bool:
        """Has signed the confidentiality undertaking (保密承诺书, LZ Art.38) by that day."""
        return self.undertaking_signed_on is not None and self.undertaking_signed_on <= day

    def counts(self, day: date) -> bool:
        """On post, certified and bound to confidentiality."""
        return self.present(day) and self.certified(day) and self.bound(day)
