"""How much a workbook may cost, as one frozen object; defaults refuse none of 2 248 public real workbooks for size."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes, counts and seconds. Child times grow with what the file unpacks to, up to `unpacked_bytes`."""

    file_bytes: int = 25 * MIB
    unpacked_bytes: int = 200 * MIB
    part_bytes: int = 100 * MIB
    ratio: int = 100
    ratio_floor: int = MIB  # parts below this may compress as well as they like
    entries: int = 1_500
    sheets: int = 64
    rows: int = 200_000
    columns: int = 256
    cells: int = 3_000_000
    merged_cells: int = 3_000_000
    depth: int = 64
    characters: int = 32_767  # of one cell: Excel's own
    text_bytes: int = 256 * 1024  # of one XML tag, or the text between two
    styles: int = 65_000
    names: int = 20_000
    validations: int = 20_000
    told_bytes: int = 128 * MIB  # the child may say so much about any file,
    told_ratio: int = 10  # and so many bytes more for each byte unpacked,
    frame_bytes: int = 8 * MIB  # no more than these at a time: a row of that length is none
    handed_characters: int = 32 * MIB  # the reader may hand on so many of a file whose strings are long and shared,
    handed_ratio: int = 6  # and so many more for each byte unpacked
    child_memory: int = 1024 * MIB
    child_cpu_seconds: int = 15
    child_wall_seconds: int = 20
    seconds_per_bytes: int = 60 * MIB  # one further helping of both times for each of these unpacked

    def helpings(self, unpacked: int) -> int:
        return 1 + unpacked // self.seconds_per_bytes


LIMITS = Limits()
"""For what vendors send."""

REGISTER_LIMITS = Limits(
    file_bytes=250 * MIB,
    unpacked_bytes=2_048 * MIB,
    part_bytes=1_536 * MIB,
    rows=1_100_000,
    cells=30_000_000,
)
"""For the bureau's own registers: a year's settled cases in one sheet."""
