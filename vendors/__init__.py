"""The record: whom the bureau hired, for what, what they delivered and what became of it.

Rooms, lowest first: policy, journal, registry, people, institutions, contracts, tasks, findings, rulings.
Leaf files hold the vocabulary they share: errors, labels, money, periods, actors, scope, transaction, ports.
Nothing here knows the web, spreadsheets or scores.
"""
