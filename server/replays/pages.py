from server.replays import asking, results

HANDLERS = (*asking.HANDLERS, *results.HANDLERS)
