from server.cooperation import handoff_acts, handoffs, provision, provision_acts, review_rules, rule_acts

HANDLERS = (
    *handoffs.HANDLERS,
    *handoff_acts.HANDLERS,
    *provision.HANDLERS,
    *provision_acts.HANDLERS,
    *review_rules.HANDLERS,
    *rule_acts.HANDLERS,
)
