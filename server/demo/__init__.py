"""The demo world: a year of an invented bureau's work, done by the real actions on real files.

Everything in it is made up; everything in it went through the same doors as a bureau's own records.
One file per theme: tables of who, where and what first, then the code that acts them out in order of time.
Grows by a row in a table. The same world every time: chance is seeded, the last day is `calendar.TODAY`.
"""
