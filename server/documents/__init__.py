"""Papers of a case as Word and PDF: notice, transcript, discussion, determination, transfer."""
