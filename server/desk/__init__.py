"""The desk: the start page of every role, what waits for each person, the counts on the navigation.

Sources are other packages' queries; nothing is stored here. A new duty is a line in duties.py or a function
in todos.py; page rooms may use `grades` and `axes`, which say how scores look everywhere.
"""
