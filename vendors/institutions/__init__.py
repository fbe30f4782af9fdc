"""Designated institutions and settled cases: the frames that draws are made from."""
