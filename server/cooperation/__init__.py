"""Pages of hand-off slips, the data-provision ledger and delivered review rules."""
