"""How a paper looks: blocks of a document, set as PDF or written as Word in the layout of 公文 (GB/T 9704-2012)."""
