"""What decided measures do by themselves. The effects are the rulebook's (kpi.engine.rulebook.EFFECTS); the order and
the standing each leads to are here. Pure.
"""

from collections.abc import Collection, Mapping
from typing import Final

from vendors.errors import Words
from vendors.registry.rules import TRANSITIONS, Standing

STANDINGS: Final[Mapping[str, tuple[Standing, ...]]] = {
    "ban": (Standing.EXPELLED, Standing.BANNED),
    "exit": (Standing.DROPPED,),
    "suspend": (Standing.SUSPENDED,),
    "rectify": (Standing.RECTIFYING,),
}
"""The way each takes; the gravest, which stands first, is the one that counts."""
WORDS: Final[Mapping[str, Words]] = {
    "rectify": Words("开立限期整改", "Opens a rectification"),
    "suspend": Words("机构转为“暂停派单”，不能派单、不能抽取", "The vendor is suspended: no tasks, no draws"),
    "probation": Words("机构进入观察期，在办任务受限", "The vendor is on probation, its work capped"),
    "no_renewal": Words("合同不得续签", "The contract may not be renewed"),
    "terminate": Words("解除合同", "The contract is rescinded"),
    "exit": Words("机构考核退出", "The vendor leaves the register"),
    "ban": Words("列入不良记录，机构禁入", "On the record of misconduct; the vendor is banned"),
}


def way(standing: Standing, effects: Collection[str]) -> tuple[Standing, ...]:
    """The standings a vendor goes through, in order; what it cannot reach from where it stands is left out."""
    wanted = next((steps for effect, steps in STANDINGS.items() if effect in effects), ())
    taken: list[Standing] = []
    for step in wanted:
        if step in TRANSITIONS[taken[-1] if taken else standing]:
            taken.append(step)
    return tuple(taken)
