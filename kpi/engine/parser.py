"""A formula's text to a typed tree, by recursive descent. Nothing is ever evaluated as program text.

    number     = sum of products:  + - * /  unary -  ( )  name  12  95%  function(…)
    condition  = number < <= > >= == != number, joined by not, and, or
    if(condition, number, number)

A formula yields a number. Names are those the caller allows. Depth and length are limited.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches

from kpi.engine.amounts import Absent, Known
from kpi.engine.calls import BAD_SCALE, FUNCTIONS, Call, impossible, misordered
from kpi.engine.conditions import Both, Compare, If, Not, TruthNode
from kpi.engine.errors import FormulaError, Place
from kpi.engine.nodes import ZERO_DENOMINATOR, Arithmetic, Minus, Name, Number, NumberNode
from kpi.engine.tokens import Token, tokens_of
from kpi.engine.words import Words

MAX_DEPTH = 24
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
WORDS = ("and", "or", "not", "if")
Node = NumberNode | TruthNode


def parse(
    text: str,
    *,
    names: Collection[str],
    constants: Mapping[str, Known] | None = None,
    place: Place | None = None,
    strict: bool = False,
) -> NumberNode:
    """The tree of a formula that yields a number. Raises FormulaError naming the column.

    `constants`: names whose value is already known, so that a scale in the wrong order is found here. `strict`: so is
    a constant that leaves a function, or a division, without a result on every card.
    """
    unknown = Known(value=Absent(Words("", "")), text=Words("", ""))
    return _Parser(text, dict.fromkeys(names, unknown) | dict(constants or {}), place or Place(), strict=strict).whole()


def names_in(text: str) -> tuple[str, ...]:
    """The words of a formula that are not its own, in order of appearance, once each."""
    found = (token.text for token in tokens_of(text, Place()) if token.kind == "name")
    return tuple(dict.fromkeys(word for word in found if word not in FUNCTIONS and word not in WORDS))


class _Parser:
    def __init__(self, text: str, names: Mapping[str, Known], place: Place, *, strict: bool) -> None:
        self.strict = strict
        self.tokens = tokens_of(text, place)
        self.names = names
        self.place = place
        self.at = 0
        self.depth = 0

    def whole(self) -> NumberNode:
        start = self.token
        found = self.either()
        if self.token.kind != "end":
            raise self.error(self.token, f"多出 {self.token.text!r}", f"{self.token.text!r} is not expected here")
        return self.number(start, found)

    def either(self) -> Node:
        return self.joined("or", lambda: self.joined("and", self.negated))

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        start = self.token
        left = part()
        while self.takes(word):
            after = self.token
            left = Both(word, self.truth(start, left), self.truth(after, part()))
        return left

    def negated(self) -> Node:
        if not self.takes("not"):
            return self.comparison()
        self.deeper()
        start = self.token
        found = Not(self.truth(start, self.negated()))
        self.depth -= 1
        return found

    def comparison(self) -> Node:
        start = self.token
        left = self.sums()
        if self.token.text not in COMPARISONS:
            return left
        sign = self.taken().text
        after = self.token
        return Compare(sign, self.number(start, left), self.number(after, self.sums()))

    def sums(self) -> Node:
        return self.chain(("+", "-"), self.products)

    def products(self) -> Node:
        return self.chain(("*", "/"), self.signed)

    def chain(self, signs: tuple[str, str], part: Callable[[], Node]) -> Node:
        start = self.token
        left = part()
        while self.token.text in signs:
            sign = self.taken()
            after = self.token
            right = self.number(after, part())
            if self.strict and sign.text == "/" and right.work(self.names).value == 0:
                raise self.error(after, ZERO_DENOMINATOR.zh, ZERO_DENOMINATOR.en)
            left = Arithmetic(sign.text, self.number(start, left), right)
        return left

    def signed(self) -> Node:
        if not self.takes("-"):
            return self.single()
        self.deeper()
        start = self.token
        found = Minus(self.number(start, self.signed()))
        self.depth -= 1
        return found

    def single(self) -> Node:
        token = self.taken()
        if token.kind == "number":
            plain = token.text.removesuffix("%")
            percent = plain != token.text
            return Number(Decimal(f"{plain}E-2" if percent else plain), percent)
        if token.text == "(":
            return self.bracketed()
        if token.kind == "name" and token.text not in WORDS[:3]:
            return self.named(token)
        shown = token.text or "公式结尾 / end of formula"
        raise self.error(token, f"此处应为数、名称或括号，而不是 {shown}", f"a number, name or bracket, not {shown}")

    def bracketed(self) -> Node:
        self.deeper()
        found = self.either()
        self.expect(")")
        self.depth -= 1
        return found

    def named(self, token: Token) -> Node:
        if self.token.text == "(":
            return self.call(token)
        if token.text not in self.names:
            raise self.unknown(token, "未知的名称", "unknown name", self.names)
        return Name(token.text)

    def call(self, token: Token) -> Node:
        if token.text != "if" and token.text not in FUNCTIONS:
            raise self.unknown(token, "没有函数", "there is no function", FUNCTIONS)
        self.deeper()
        arguments: list[tuple[Token, Node]] = []
        while self.taken().text in ("(", ","):
            start = self.token
            arguments.append((start, self.either()))
            if self.token.text not in (",", ")"):
                self.expect(")")
        self.depth -= 1
        return self.choice(token, arguments) if token.text == "if" else self.function(token, arguments)

    def choice(self, token: Token, arguments: list[tuple[Token, Node]]) -> Node:
        if len(arguments) != 3:
            raise self.misused(token, "if(condition, then, otherwise)")
        condition, then, otherwise = arguments
        return If(self.truth(*condition), self.number(*then), self.number(*otherwise))

    def function(self, token: Token, arguments: list[tuple[Token, Node]]) -> Node:
        found = FUNCTIONS[token.text]
        if not found.fits(len(arguments)):
            raise self.misused(token, found.usage)
        call = Call(token.text, tuple(self.number(start, node) for start, node in arguments))
        if misordered(call, self.names):
            raise self.error(token, BAD_SCALE.zh, BAD_SCALE.en)
        wrong = impossible(call, self.names) if self.strict else None
        if wrong:
            raise self.error(token, wrong.why.zh, wrong.why.en)
        return call

    def number(self, start: Token, node: Node) -> NumberNode:
        if isinstance(node, NumberNode):
            return node
        raise self.error(start, "此处应为数，而不是条件", "a number is needed here, not a condition")

    def truth(self, start: Token, node: Node) -> TruthNode:
        if isinstance(node, TruthNode):
            return node
        raise self.error(start, "此处应为条件，而不是数", "a condition is needed here, not a number")

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def taken(self) -> Token:
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def takes(self, word: str) -> bool:
        if self.token.text != word:
            return False
        self.taken()
        return True

    def expect(self, sign: str) -> None:
        if not self.takes(sign):
            raise self.error(self.token, f"此处应为 {sign}", f"{sign} is expected here")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(self.token, f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep")

    def unknown(self, token: Token, zh: str, en: str, known: Iterable[str]) -> FormulaError:
        near = get_close_matches(token.text, known, n=1)
        ask = (f"，是否为 {near[0]}", f"; did you mean {near[0]}") if near else ("", "")
        return self.error(token, f"{zh} {token.text}{ask[0]}", f"{en} {token.text}{ask[1]}")

    def misused(self, token: Token, usage: str) -> FormulaError:
        return self.error(token, f"用法应为 {usage}", f"use it as {usage}")

    def error(self, token: Token, zh: str, en: str) -> FormulaError:
        return FormulaError(self.place, token.column, zh, en)
