from importers.intake.limits import LIMITS
from server.web.house import House


def file_limit(house: House) -> int:
    """Bytes of the largest workbook taken in: the bureau's setting, within what the gate opens."""
    return min(house.settings.upload_limit, LIMITS.file_bytes)
