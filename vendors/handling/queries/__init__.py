"""What followed from decisions. The bureau's alone: vendor people find nothing here."""

from vendors.handling.queries.dues import Due, dues

__all__ = ["Due", "dues"]
