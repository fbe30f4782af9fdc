from typing import Final

POLICY: Final = frozenset({"parameters", "codes", "holidays"})
"""The registers whose load every process must hear of."""
