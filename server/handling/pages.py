from server.handling import case_acts, decisions, measures, precautions, sanctions, transfers

HANDLERS = (
    *decisions.HANDLERS,
    *case_acts.HANDLERS,
    *measures.HANDLERS,
    *transfers.HANDLERS,
    *sanctions.HANDLERS,
    *precautions.HANDLERS,
)
