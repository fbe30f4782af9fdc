"""argparse whose refusals are a sentence in each language, naming the option."""

import re
import sys
from argparse import ArgumentParser
from typing import Final, NoReturn

_WORDS: Final = (
    (r"argument (?P<o>.+?): invalid int value: '(?P<v>.*)'", "{o} 应为整数：{v}。", "{o} takes a whole number: {v}."),
    (r"argument (?P<o>.+?): invalid float value: '(?P<v>.*)'", "{o} 应为数：{v}。", "{o} takes a number: {v}."),
    (
        r"argument (?P<o>.+?): invalid choice: '?(?P<v>.*?)'? \(choose from (?P<c>.*)\)",
        "{o} 不能是 {v}，可选：{c}。",
        "{o} cannot be {v}; choose from {c}.",
    ),
    (r"argument (?P<o>.+?): expected (?:one|at least one|[0-9]+) arguments?", "{o} 缺少值。", "{o} needs a value."),
    (
        r"argument (?P<o>.+?): not allowed with argument (?P<v>.+)",
        "{o} 不能与 {v} 同用。",
        "{o} cannot be given together with {v}.",
    ),
    (r"argument (?P<o>.+?): (?P<v>.+?) / (?P<c>.+)", "{o} {v}。", "{o} {c}."),
    (r"the following arguments are required: (?P<o>.+)", "缺少 {o}。", "Missing: {o}."),
    (r"one of the arguments (?P<o>.+) is required", "缺少其中一项：{o}。", "Missing one of: {o}."),
    (r"unrecognized arguments: (?P<o>.+)", "不认识的参数：{o}。", "Unknown arguments: {o}."),
    (
        r"ambiguous option: (?P<o>.+?) could match (?P<v>.+)",
        "{o} 不完整，可能是 {v}。",
        "{o} is cut short; it could be {v}.",
    ),
)


class Arguments(ArgumentParser):
    """Refusals leave 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        zh, en = in_both(message)
        self.exit(2, f"{zh}\n{en}\n")


def in_both(message: str) -> tuple[str, str]:
    """What argparse says, in Chinese and in English."""
    for pattern, zh, en in _WORDS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return zh.format(**found.groupdict()), en.format(**found.groupdict())
    return f"参数有误：{message}。", f"Wrong usage: {message}."
