"""What passes between the groups and the bureau besides findings: clues, data, rules, waits, letters, tables.

One theme a file. Grows by a file that puts its steps on the agenda.
"""
