from piccolo.columns import Array, Boolean, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.table import Table

from vendors.organisation.tables import Unit
from vendors.registry.tables import Vendor


class Person(Table, tablename="server_person"):
    """An account. Vendor people carry their vendor, bureau people none. `roles` are vendors.actors.Role values.

    `unit` is a bureau person's unit: a county's person sees that county's records only.
    """

    id: Serial
    username = Varchar(length=40, unique=True)
    name = Varchar(length=40)
    staff_no = Varchar(length=20, default="")
    password = Varchar(length=200)
    roles = Array(base_column=Varchar(length=24))
    vendor = ForeignKey(references=Vendor, null=True, default=None)
    disabled = Boolean(default=False)
    unit = ForeignKey(references=Unit, null=True, default=None)
    last_sign_in = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)


class Session(Table, tablename="server_session"):
    """A signed-in browser. Only the hash of its token is stored.

    `organisation` is the person's vendor (empty at the bureau) and `last_sign_in` the sign-in before this one,
    both as they stood when the session was opened.
    """

    id: Serial
    digest = Varchar(length=64, unique=True)
    person = ForeignKey(references=Person, null=False, index=True)
    csrf = Varchar(length=64)
    organisation = Varchar(length=100, default="")
    address = Varchar(length=64, default="")
    agent = Varchar(length=200, default="")
    last_sign_in = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)


class Tries(Table, tablename="server_tries"):
    """Failed sign-ins in a row for one account or one address; `key` holds no name that was typed, only its hash."""

    key = Varchar(length=80, unique=True)
    failed = Integer(default=0)
    last_at = Timestamptz(default=None, index=True)
    locked_until = Timestamptz(null=True, default=None)
