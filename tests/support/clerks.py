"""People at their browsers, and the workbooks they fill in by hand."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Locator, Page

from tests.support.browsing import Watch

Cell = str | int | float | date | None


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person with a browser window of their own."""

    page: Page
    address: str
    username: str
    password: str

    def sign_in(self) -> None:
        self.page.context.clear_cookies()
        self.go("/login")
        self.page.fill("[name=username]", self.username)
        self.page.fill("[name=password]", self.password)
        self.page.locator("form button.primary").click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer
        assert answer.status == 200, path

    def fill(self, **fields: str) -> None:
        """Fields by name; a list is chosen from by its value."""
        for name, value in fields.items():
            field = self.page.locator(f"[name={name}]:visible").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def write(self, fields: Mapping[str, str]) -> None:
        """Fields by what stands beside them; a list is chosen from by its words."""
        for label, value in fields.items():
            field = self.labelled(label)
            if field.evaluate("field => field.tagName") == "SELECT":
                choices = field.locator("option").all_inner_texts()
                field.select_option(label=next(one for one in choices if value in one))
            else:
                field.fill(value)

    def labelled(self, label: str) -> Locator:
        """The visible field with this label, the mark of a field that must be filled aside."""
        exact = re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")
        return self.page.get_by_label(exact).locator("visible=true").first

    def unfold(self, words: str) -> None:
        """Open what is folded away under these words, unless it is open."""
        summary = self.page.locator("summary", has_text=words).locator("visible=true").first
        if not summary.evaluate("summary => summary.parentElement.open"):
            summary.click()

    def row(self, words: str) -> Locator:
        """The line of a table or list that says this."""
        return self.page.locator("tr, li", has_text=words).locator("visible=true").first

    def press(self, words: str) -> None:
        """A button, and yes when it asks first; done when the page it leads to has come."""
        button = self.page.get_by_role("button", name=re.compile(f"^{words}")).locator("visible=true").first
        if button.evaluate("button => Boolean(button.dataset.confirm || button.form?.dataset.confirm)"):
            button.click()
            button = self.page.locator("#ask[open] [value=yes]")
        with self.page.expect_navigation():
            button.click()

    def sees(self, words: str) -> None:
        self.page.get_by_text(words, exact=False).locator("visible=true").first.wait_for(timeout=15_000)

    def send(self, path: Path, words: str) -> None:
        """Choose a file and send it."""
        self.page.locator("input[type=file]").first.set_input_files(path)
        self.press(words)

    def fetch(self, link: str) -> bytes:
        """What a download link gives."""
        with self.page.expect_download() as coming:
            self.page.locator(f"a[href$='{link}']").first.click()
        return Path(coming.value.path()).read_bytes()


def somebody(browser: Browser, watch: Watch, *, address: str, username: str, password: str) -> Somebody:
    """A new window, watched."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    watch.over(page)
    return Somebody(page=page, address=address, username=username, password=password)


def filled(template: bytes, sheet: str, rows: Sequence[Mapping[str, Cell]], *, first: int = 4) -> bytes:
    """A template with values written under its headings, as a clerk does in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    page = book[sheet]
    assert isinstance(page, Worksheet)
    places = {str(cell.value): cell.column for cell in page[first - 1] if cell.value}
    for number, row in enumerate(rows, start=first):
        for heading, value in row.items():
            page.cell(number, places[_heading(heading, places)], value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _heading(wanted: str, places: Mapping[str, int]) -> str:
    return next(name for name in places if name.removesuffix("*").strip() == wanted)
