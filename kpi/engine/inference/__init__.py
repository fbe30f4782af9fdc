"""Inference: what a sample says of the whole it was drawn from, and how sure one may be.

attributes (counts), variables (money), strata, proportions, shrinkage, acceptance, ranking. Distributions are SciPy's;
here are the estimators, their limits and their edge cases. Shares and confidences lie in 0..1; results are binary
floats, for nothing here is scored or paid.
"""
