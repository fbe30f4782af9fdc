"""How a paper looks: the blocks of a document, set as PDF or written as Word in the layout of 公文 (GB/T 9704-2012).

It owns blocks, fonts, sizes and margins; what a paper says belongs to the room whose paper it is.
Grows by: a block in `blocks.py`, drawn in `layout/parts.typ` and in `word_body.py`.
"""
