"""The draw itself, pure: frames, the generator, every method, records and their replay.

Described for any language in docs/reference/draws.md; a method grows here by a function and its line there.
"""
