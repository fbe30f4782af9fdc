"""How much supplements may add (政府采购法 Art.49). Pure, exact to the fen."""

from decimal import Decimal

from vendors.errors import Gate
from vendors.money import yuan


def room_left(*, original_fen: int, earlier_fen: int, ratio: Decimal) -> int:
    """Whole fen that may still be added; the limit itself is allowed."""
    return int(original_fen * ratio) - earlier_fen


def must_stay_within(*, original_fen: int, earlier_fen: int, added_fen: int, ratio: Decimal) -> None:
    """Raise Gate `supplement_ratio` when all supplements together exceed the share of what was signed."""
    left = room_left(original_fen=original_fen, earlier_fen=earlier_fen, ratio=ratio)
    if added_fen > left:
        raise Gate(
            "supplement_ratio",
            f"补充协议累计不得超过原合同金额的 {ratio:.0%}：还可增加 {yuan(max(left, 0))} 元，"
            f"本次 {yuan(added_fen)} 元。",
            f"Supplements may add {ratio:.0%} of what was signed in all: {yuan(max(left, 0))} yuan are left,"
            f" this one is {yuan(added_fen)} yuan.",
        )
