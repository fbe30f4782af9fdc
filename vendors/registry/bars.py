from collections.abc import Collection, Mapping
from datetime import date

from vendors.bars import Bar
from vendors.registry import bar_rules
from vendors.registry.file_queries import file_of, files


async def vendor_bars(vendor: int, *, on: date) -> tuple[Bar, ...]:
    """Why this vendor may be given no work on a day: standing, certificates, blacklist, dishonesty check.

    Raises NotFound. Only a doubt by name alone, a check out of date, and what a vendor of before this register
    has not handed in yet may be waived.
    """
    return bar_rules.bars(await file_of(vendor, on=on))


async def bars_of(vendors: Collection[int], *, on: date) -> Mapping[int, tuple[Bar, ...]]:
    """The same for several, in one go; vendors out of sight are left out."""
    return {vendor: bar_rules.bars(known) for vendor, known in (await files(vendors, on=on)).items()}
