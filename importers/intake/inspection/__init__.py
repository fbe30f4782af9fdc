"""Whether a file may be opened at all, by looking at its packing: archive, parts, active content, XML limits, OLE2.

Standard library only, streaming; a reason not to is a Refusal. A new danger = a look in here and its hazard file.
"""
