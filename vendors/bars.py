"""Why somebody may not be given work, as a value: gathered by the rooms that know, weighed where work is given."""

from dataclasses import dataclass

from vendors.errors import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One reason. `code` is stable, `rule` its source (article); a `waivable` one may be set aside with a reason."""

    code: str
    words: Words
    rule: str
    waivable: bool = False
