"""`hengjian …`: one line each into a room."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from server import commands, doctor
from server.arguments import Arguments
from server.draws import commands as draws
from vendors.errors import HengjianError

Run = Callable[[argparse.Namespace], Coroutine[None, None, int]]


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: what it says in --help, its arguments, and the coroutine that returns its exit code."""

    words: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Run


def _none(_: argparse.ArgumentParser) -> None:
    pass


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--no-worker", action="store_true")
    parser.add_argument("--no-scheduler", action="store_true")


def _user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["add"])
    parser.add_argument("username")
    parser.add_argument("--name", required=True)
    parser.add_argument("--role", action="append", required=True)
    parser.add_argument("--vendor", help="统一社会信用代码 / code of the vendor, for vendor people")
    parser.add_argument("--unit", metavar="CODE", help="单位代码（/organisation）/ unit, for the bureau's people")
    parser.add_argument("--password-stdin", action="store_true")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--kind")
    parser.add_argument("--task")
    parser.add_argument("--json", action="store_true")


def _template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", required=True)
    parser.add_argument("--task")
    parser.add_argument("-o", "--output", type=Path, required=True)


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--task", required=True)
    parser.add_argument("--as", dest="username", required=True)
    parser.add_argument("--json", action="store_true")


def _load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar="REGISTER")
    parser.add_argument("file", type=Path)
    parser.add_argument("--commit", action="store_true")
    parser.add_argument("--as", dest="username", default="")
    parser.add_argument("--json", action="store_true")


def _score(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rulebook", type=Path, required=True)
    parser.add_argument("--facts", type=Path, required=True)
    parser.add_argument("--json", action="store_true")


def _assess(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", required=True)
    parser.add_argument("--json", action="store_true")


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=["quarterly"])
    parser.add_argument("--period", required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)


def _journal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["verify", "head"])
    parser.add_argument("--head", help="seq:digest kept from an earlier `journal head`")


COMMANDS = {
    "serve": Command("网页、后台任务和调度 / web, worker and scheduler", _serve, commands.serve),
    "worker": Command("仅后台任务 / the worker alone", _none, commands.worker),
    "scheduler": Command("仅调度 / the scheduler alone", _none, commands.scheduler),
    "migrate": Command("升级数据库结构 / bring the schema up to date", _none, commands.migrate),
    "demo": Command("演示环境 / the seeded demo world, served", _serve, commands.demo),
    "user": Command("账号 / accounts", _user, commands.user),
    "template": Command("生成填报模板 / write a findings template", _template, commands.template),
    "check": Command("只校验文件 / dry run of workbooks", _check, commands.check),
    "import": Command("代为上传 / take a workbook in as an upload", _import, commands.import_),
    "load": Command("载入登记表 / load one of the bureau's registers", _load, commands.load),
    "draw": Command("抽样与重算 / draw a sample, replay a published draw", draws.draw_arguments, draws.draw_command),
    "stats": Command("抽样工具 / sampling tools", draws.stats_arguments, draws.stats_command),
    "score": Command("按规则评分 / score facts by a rulebook", _score, commands.score),
    "assess": Command("按期出具考核 / scorecards of a period", _assess, commands.assess),
    "report": Command("生成报告 / render a report", _report, commands.report),
    "journal": Command("日志核验 / the journal's chain", _journal, commands.journal),
    "doctor": Command("自检 / a line on each thing the service needs", _none, doctor.doctor),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 well, 1 something found, 2 refused or wrong usage."""
    parser = Arguments(prog="hengjian", description="衡鉴 Hengjian")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(subparsers.add_parser(name, help=command.words, description=command.words))
    given = parser.parse_args(arguments)
    try:
        return asyncio.run(COMMANDS[given.command].run(given))
    except HengjianError as error:
        sys.stderr.write(f"{error.words.zh}\n{error.words.en}\n")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
