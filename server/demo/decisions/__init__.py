"""What became of the findings: second looks, notices, hearings, determinations, measures, money, a reversal.

`rulings` starts it, `aftermath` and `payback` follow; `spoken` is what is said and written on the way.
"""
