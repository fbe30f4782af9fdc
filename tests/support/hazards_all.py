"""All hazards, in one place."""

from tests.support.hazards_active import ACTIVE
from tests.support.hazards_archive import ARCHIVE
from tests.support.hazards_binary import BINARY
from tests.support.hazards_sheets import SHEETS
from tests.support.hazards_text import CSV, TEXT
from tests.support.hazards_xml import XML

HAZARDS = (*ARCHIVE, *XML, *SHEETS, *ACTIVE, *TEXT, *BINARY, *CSV)
HARMLESS = frozenset(
    {
        *(hazard.name for hazard in (*ARCHIVE, *XML, *SHEETS) if not hazard.codes),
        "et-as-xlsx",
    }
) - {
    "escaped-characters",
    "escaped-nul",
    "stray-last-row",
    "error-cell",
    "formula-without-cache",
    "shared-formula",
    "no-styles",
}
"""Those that say the same as the good workbook they were made of."""
