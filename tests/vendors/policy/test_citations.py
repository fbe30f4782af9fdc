"""Rules are cited in both languages."""

import re
import tomllib
from importlib import resources

import pytest

from vendors.people.bars import PLAN, SECRECY
from vendors.people.recusal.ties import RULE
from vendors.policy.citations import in_english
from vendors.policy.parameters import parameters
from vendors.registry.bar_rules import BLACKLIST_RULE, CREDIT_RULE, STANDING_RULE

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CERTIFICATES = tomllib.loads(
    resources.files("vendors.registry").joinpath("data/qualifications.toml").read_text(encoding="utf-8")
)


def _sources(part: object) -> set[str]:
    """Every `source` of a file, however deep."""
    if isinstance(part, list):
        return {found for one in part for found in _sources(one)}
    if not isinstance(part, dict):
        return set()
    own = {part["source"]} if isinstance(part.get("source"), str) else set()
    return own | {found for one in part.values() for found in _sources(one)}


def test_whatever_a_packaged_rule_cites_has_its_english() -> None:
    cited = {f"{row.source} {row.article}".strip() for row in parameters()} | _sources(CERTIFICATES)
    cited |= {PLAN, SECRECY, RULE, BLACKLIST_RULE, CREDIT_RULE, STANDING_RULE, "本局默认"}
    assert not {source for source in cited if CHINESE.search(in_english(source))}


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (SECRECY, "Lanzhou Measures on the Supervision of Medical Insurance Funds Art. 38"),
        ("《保险法》第七十七条；本局默认", "Insurance Law Art. 77; the bureau's default"),
        ("数据安全法第一百零二条", "Data Security Law Art. 102"),
        ("本局办公会纪要〔2026〕3号", "本局办公会纪要〔2026〕3号"),
    ],
)
def test_articles_are_counted_and_what_the_bureau_wrote_stands_as_it_is(zh: str, en: str) -> None:
    assert in_english(zh) == en
