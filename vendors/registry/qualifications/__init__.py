"""Certificates a kind of vendor must or may hold: entered, verified, expiring, lapsed.

Which are required is dated data (`data/qualifications.toml`).
"""
