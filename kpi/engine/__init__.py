"""The pure score: formulas, rulebooks as values, facts in, a card out; no file, no database, no clock.

Lowest first: words, errors, numbers, amounts, tokens, nodes|conditions|functions|calls (the tree), parser,
facts, rulebook, card, knowing (what names stand for), drafts, respread, lines, adjusting, verdicts, rollup,
overall, score, quick (the same without words), canonical. A new function of the formula language is one entry in
`calls.FUNCTIONS`; a new figure on a card is one field of `card.Line`, marked LATER.
Statistics (exact limits, shrinkage) get modules of their own beside these.
"""
