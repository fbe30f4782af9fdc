"""Pages of contracts and of the two registers draws are made from: designated institutions, settled cases.

`terms` reads the contract form, `institutions` shows and imports the registers. A new register = one more `Book` there.
"""
