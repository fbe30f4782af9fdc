from datetime import datetime
from typing import Final

from server.desk.screens import Greeting
from server.web.i18n import N_, _, locale
from vendors.actors import Actor
from vendors.periods import SHANGHAI

_HOURS: Final = ((5, N_("夜深了，%(name)s")), (12, N_("上午好，%(name)s")), (14, N_("中午好，%(name)s")))
_AFTER: Final = ((18, N_("下午好，%(name)s")), (24, N_("晚上好，%(name)s")))


def greeting(who: Actor, at: datetime) -> Greeting:
    """By the hour in Shanghai."""
    now = at.astimezone(SHANGHAI)
    words = next(words for until, words in (*_HOURS, *_AFTER) if now.hour < until)
    if locale() == "zh":
        day = f"{now.year} 年 {now.month} 月 {now.day} 日 星期{'一二三四五六日'[now.weekday()]}"
    else:
        day = f"{now:%A, %-d %B %Y}"
    return Greeting(words=_(words, name=who.name), day=day)
