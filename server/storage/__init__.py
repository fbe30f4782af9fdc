"""Blobs by content hash in a local folder."""
