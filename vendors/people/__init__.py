"""Vendor staff and their posts; later bureau experts and recusal."""
