"""Pages that repeat what the code holds say exactly that."""

import pytest

from tests.docs.generated import PAGES, REFERENCE, fitted


@pytest.mark.parametrize("name", list(PAGES))
def test_the_page_is_what_the_code_holds(name: str) -> None:
    page = (REFERENCE / name).read_text(encoding="utf-8")
    assert page == fitted(page, PAGES[name]()), "run: .venv/bin/python -m tests.docs.generated"
