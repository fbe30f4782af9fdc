"""Charts as SVG text drawn on the server: no script, no style attribute, readable aloud, same in PDF.

One file per family; every function takes numbers and ready words, returns Markup, and draws the same input
the same. Names and numbers stand in <title> and <desc>; no ids, so two charts never clash on one page.
Grows by one file per new shape, listed in `server/web/templating.py`.
"""
