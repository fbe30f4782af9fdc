"""Seeded draws anyone can replay: cases, institutions, inspectors, experts.

`generator`, `methods` and `record` are pure; a method grows by a function and its line in docs/reference/draws.md.
"""
