from collections.abc import Mapping
from dataclasses import dataclass

from server.web.paging import Paged
from vendors.institutions.queries import InstitutionView


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsScreen:
    """`counts` by region code over the whole register, `page.next` an address."""

    page: Paged[InstitutionView]
    first: str
    counts: Mapping[str, int]
    every: int
    regions: Mapping[str, str]
    region: str
    text: str
