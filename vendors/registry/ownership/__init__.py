"""Who stands behind a company, and the blacklist they are held against (LT-07).

Identity numbers are kept masked and as a keyed fingerprint only.
"""
