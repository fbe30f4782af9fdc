"""What people do to an upload, one act to a file. Checking, which is background work, is in checking.py."""

from importers.batches.actions.confirming import LINK_JOB, confirm
from importers.batches.actions.ending import void, withdraw
from importers.batches.actions.submitting import submit_results
from importers.batches.actions.taking import CHECK_JOB, Taken, Upload, take_in

__all__ = ["CHECK_JOB", "LINK_JOB", "Taken", "Upload", "confirm", "submit_results", "take_in", "void", "withdraw"]
