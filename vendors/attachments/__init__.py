"""Files people attach to a record: scans of certificates, minutes, deliverables, transcripts.

The bytes stand in the blob store under their SHA-256; here is what they are called and what they belong to.
A record's room names its objects (`object_type`, `object_id`) and opens them to its own readers.
Grows by another format in `rules.py`.
"""
