"""What-if: past periods scored again under other rules, from the facts frozen then. Nothing is stored.

`queries` reads the cards to replay, `rules` says who would change points, place, grade and money and why,
`sensitivity` what becomes of the places when one weight is a fifth more or less. A new question to a replay is a
function over `Replay`.
"""
