from server.contracts import (
    acts,
    contract,
    deliveries,
    drafting,
    ending,
    payments,
    register,
    supplements,
)

HANDLERS = (
    *register.HANDLERS,
    *drafting.HANDLERS,
    *contract.HANDLERS,
    *acts.HANDLERS,
    *supplements.HANDLERS,
    *deliveries.HANDLERS,
    *payments.HANDLERS,
    *ending.HANDLERS,
)
