"""Third parties: who they are, which of the four kinds, and their standing.

Owns Vendor, the 统一社会信用代码 check and the standing state machine. Qualifications join here.
"""
