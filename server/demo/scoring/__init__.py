"""Quarter's end: what people enter, the cards and their cycle, what follows from them, the instalments.

`facts` are the tables of what was entered; one theme a file otherwise.
"""
