"""Quarter's end: what people enter, the cards and their cycle, what follows from them, the instalments.

`facts` are the tables of what was entered. `closes` starts a quarter's cards, `cards` takes one through the cycle,
`retaining` what its grade leads to; `conduct`, `paying` and the rest are a theme each.
"""
