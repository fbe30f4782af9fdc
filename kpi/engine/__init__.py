"""The pure score: formulas, rulebooks as values, facts in, a card out; no file, no database, no clock.

Lowest first: words, errors, numbers, amounts, tokens, nodes|conditions|calls (the tree), parser,
facts, rulebook, card, respread, lines, verdicts, score, canonical. A new function of the formula
language is one entry in `calls.FUNCTIONS`; a new figure on a card is one field of `card.Line`.
Statistics (exact limits, shrinkage) get modules of their own beside these.
"""
