"""Why a sign-in is refused.

SignInRefused
├── WrongPassword    wrong name or password: one answer for both
├── AccountDisabled  the password was right, the account is closed
├── AccountLocked    five wrong tries in a row for this name
└── TooManyTries     too many wrong tries from this address
"""

from datetime import datetime

from vendors.errors import Forbidden


class SignInRefused(Forbidden):
    """`reason` goes into the journal; `until` is set while no more tries are taken."""

    reason = ""
    until: datetime | None = None


class WrongPassword(SignInRefused):
    """`left` tries remain before the account is locked."""

    reason = "wrong"

    def __init__(self, *, left: int) -> None:
        if left:
            super().__init__(
                f"用户名或密码不正确。再输错 {left} 次，账号将锁定 30 分钟。",
                f"Wrong user name or password. Wrong tries left before a lock of 30 minutes: {left}.",
            )
        else:
            super().__init__(
                "用户名或密码不正确。账号已锁定 30 分钟。",
                "Wrong user name or password. The account is now locked for 30 minutes.",
            )


class AccountDisabled(SignInRefused):
    reason = "disabled"

    def __init__(self) -> None:
        super().__init__("账号已停用，请联系本单位管理员。", "This account is disabled; ask your administrator.")


class AccountLocked(SignInRefused):
    reason = "locked"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "连续输错 5 次，账号已锁定 30 分钟，请稍后再试。",
            "Five wrong tries in a row: the account is locked for 30 minutes. Try again later.",
        )
        self.until = until


class TooManyTries(SignInRefused):
    reason = "address"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "本网络地址登录失败次数过多，请 30 分钟后再试。",
            "Too many failed sign-ins from this network address. Try again in 30 minutes.",
        )
        self.until = until
