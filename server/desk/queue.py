"""What a list that waits for somebody is told by."""

from dataclasses import dataclass

from server.desk.counting import Count
from server.web.access import Right
from vendors.errors import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A list that waits for people who hold `right`; `{n}` in the title is what `count` answers."""

    right: Right
    tag: Words
    title: Words
    href: str
    count: Count
    tone: str = "brand"
