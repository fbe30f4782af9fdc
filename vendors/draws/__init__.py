"""Seeded draws anyone can replay: cases, institutions, inspectors, experts.

`generator`, `frames`, `sizes`, `allocation`, `methods`, `pairing`, `drawing` and `records` are pure and described in
docs/reference/draws.md; a method grows by a function there and a line in `drawing`. `opening` reads the frames of
the registers; tasks bring their own.
"""
