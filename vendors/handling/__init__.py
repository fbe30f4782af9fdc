"""处理: what follows from a decision: measures, legal review, filing, transfers, bans and suspensions."""
