"""A rulebook or facts file that cannot be used; the message names the file and the key or line."""

from vendors.errors import Conflict, Invalid, Words


class BadFile(Invalid):
    """`where` is the key path (`indicator A02 › points`) or the line; `file` the file's name."""

    def __init__(self, file: str, where: str, zh: str, en: str) -> None:
        place = f" {where}" if where else ""
        super().__init__({where or file: Words(f"文件 {file}{place}：{zh}", f"file {file}{place}: {en}")})
        self.file = file
        self.what = Words(zh, en)
        self.where = where


class BadDay(Conflict):
    """A version may not begin on its day."""
