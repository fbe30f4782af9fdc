"""批量办理: one opinion on many findings, ordered by a person and carried out in the background.

What was ticked or matched is frozen with its versions when ordered; each item is then acted on by the guards of a
single act, and its result is written in the transaction of that act.
"""
