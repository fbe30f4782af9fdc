"""Background work: the queue (Procrastinate), the schedule (APScheduler) and the once-only ledger."""
