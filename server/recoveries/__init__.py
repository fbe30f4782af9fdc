"""Pages of the recovery ledger."""
