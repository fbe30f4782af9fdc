"""Third parties: who they are, which of the four kinds, their standing, and what stands against giving them work.

Owns Vendor and its file: certificates, those behind it, dishonesty checks, risks, inspections; and the blacklist.
`bars.py` tells the reasons, worked out from the file and the day, never stored; `expiring.py` what is running out.
Another certificate is a row of data/qualifications.toml; another reason a branch of `bar_rules.py`.
"""
