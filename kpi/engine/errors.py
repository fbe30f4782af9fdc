"""What breaks before a score can be computed; each error speaks Chinese and English.

EngineError
├── FormulaError   a formula's text is wrong; says where to the column
└── FactsMismatch  the facts do not belong to this rulebook
"""

from dataclasses import dataclass

from kpi.engine.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which formula a text is: rulebook, indicator and part (`formula`, `value`, `numerator` …)."""

    rulebook: str = "-"
    indicator: str = "-"
    part: str = "formula"


class EngineError(ValueError):
    """Base of what the engine refuses."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.words = Words(zh, en)


class FormulaError(EngineError):
    """The formula cannot be read; `column` is the 1-based character of its text where reading stopped."""

    def __init__(self, place: Place, column: int, zh: str, en: str) -> None:
        super().__init__(
            f"规则 {place.rulebook} 指标 {place.indicator} 的 {place.part} 第 {column} 列：{zh}",
            f"rulebook {place.rulebook}, indicator {place.indicator}, {place.part}, column {column}: {en}",
        )
        self.place = place
        self.column = column
        self.what = Words(zh, en)


class FactsMismatch(EngineError):
    """Facts of another kind, or with a veto or bonus the rulebook does not know; `where` is their key's path."""

    def __init__(self, zh: str, en: str, *, where: str = "") -> None:
        super().__init__(zh, en)
        self.where = where
