"""Every register by its key, in the order pages list them."""

from collections.abc import Mapping
from typing import Final

from importers.registers import cases, codes, doctors, holidays, institutions, parameters, staff
from importers.registers.register import Register
from vendors.errors import NotFound

REGISTERS: Final[Mapping[str, Register]] = {
    one.key: one
    for one in (
        institutions.REGISTER,
        doctors.REGISTER,
        cases.REGISTER,
        staff.REGISTER,
        parameters.REGISTER,
        codes.REGISTER,
        holidays.REGISTER,
    )
}


def register_named(key: str) -> Register:
    """Raises NotFound."""
    if key not in REGISTERS:
        known = "、".join(REGISTERS)
        raise NotFound(f"没有登记表 {key}，应为 {known}。", f"No register {key}; it is one of {', '.join(REGISTERS)}.")
    return REGISTERS[key]
