"""Chinese is the source; English must be complete, and say one thing one way."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from server.web import i18n

KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"extensions": "jinja2.ext.do", "silent": "false"}


@cache
def _messages() -> tuple[tuple[str, Path], ...]:
    return tuple(_extracted())


def _extracted() -> Iterator[tuple[str, Path]]:
    for method, pattern in (("jinja2", "**/templates/**/*.html"), ("python", "**/*.py")):
        for path in sorted(i18n.ROOMS.glob(pattern)):
            for _line, said, *_ in extract_from_file(method, path, keywords=KEYWORDS, options=OPTIONS):
                yield said if isinstance(said, str) else said[0], path


@pytest.mark.parametrize("room", sorted(path.name for path in i18n.ROOMS.iterdir() if path.is_dir()))
def test_every_message_of_the_room_has_its_english(room: str) -> None:
    english = i18n.english()
    missing = {
        f"{path.relative_to(i18n.ROOMS)}: {said}"
        for said, path in _messages()
        if path.relative_to(i18n.ROOMS).parts[0] == room and said not in english
    }
    assert not missing, "\n".join(sorted(missing))


def test_every_english_message_is_still_said() -> None:
    said = {message for message, _ in _messages()}
    assert not set(i18n.english()) - said


def test_both_languages_fill_in_the_same_values() -> None:
    for said, english in i18n.english().items():
        for form in (english,) if isinstance(english, str) else english:
            assert set(re.findall(r"%\(\w+\)", said)) == set(re.findall(r"%\(\w+\)", form)), said


AS_PRINTED = re.compile("“[^”]*”|[休班]")
"""Names of sheets between quotation marks, and the marks of the calendar: in English too they are what is printed."""


def test_english_is_written_in_english() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    forms = [
        (said, form)
        for said, english in i18n.english().items()
        for form in ((english,) if isinstance(english, str) else english)
    ]
    assert not {said for said, form in forms if chinese.search(AS_PRINTED.sub("", form))}


ENGLISH = {"条款": "Article", "合同条款": "Terms", "截止日期": "Deadline", "终止日期": "Last day", "审核通过": "Pass"}


def test_words_that_are_easily_confused_say_what_is_meant() -> None:
    assert {said: i18n.english()[said] for said in ENGLISH} == ENGLISH


def test_two_rooms_that_disagree_stop_the_start(tmp_path: Path) -> None:
    for name, said in (("a.po", "Task"), ("b.po", "Job")):
        (tmp_path / name).write_text(f'msgid "任务"\nmsgstr "{said}"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="two translations"):
        i18n.read_catalogues([tmp_path / "a.po", tmp_path / "b.po"])


def test_english_counts_in_two_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.po"
    path.write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "%(num)d 条"\nmsgid_plural "%(num)d 条"\nmsgstr[0] "%(num)d item"\nmsgstr[1] "%(num)d items"\n',
        encoding="utf-8",
    )
    found = i18n.read_catalogues([path])
    monkeypatch.setattr(i18n, "english", lambda: found)
    i18n.speak("en")
    assert i18n.ngettext("%(num)d 条", "%(num)d 条", 1) == "%(num)d item"
    assert i18n.ngettext("%(num)d 条", "%(num)d 条", 3) == "%(num)d items"
    i18n.speak("zh")
    assert i18n.ngettext("%(num)d 条", "%(num)d 条", 3) == "%(num)d 条"


def test_a_message_fills_in_its_values_and_keeps_its_per_cent() -> None:
    i18n.speak(None)
    assert i18n._("共 %(n)s 条，占 5%%", n=3) == "共 3 条，占 5%"
    assert i18n._("占 5%%") == "占 5%"
