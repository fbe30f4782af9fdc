"""The demo world: a year of an invented bureau's work, done by the real actions on real files.

Everything in it is made up; everything in it went through the same doors as a bureau's own records.
`world` tells it from start to end; `parties` are who, `work` what was done, `decisions` what came of it,
`dealings` what passed between them, `scoring` how the quarters closed.
`plans` are the tasks of the year, `calendar` and `cast` when and who acts.
Tables come first in a file, then the code that acts them out. Grows by a row in a table.
The same world every time: chance is seeded, the last day is `calendar.TODAY`.
"""
