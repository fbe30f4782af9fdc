from server.rulebooks import acts, editing, register, targets, version

HANDLERS = (*register.HANDLERS, *version.HANDLERS, *editing.HANDLERS, *acts.HANDLERS, *targets.HANDLERS)
