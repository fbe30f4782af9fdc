"""Pages of uploads: a task's template, sending a workbook, its problems by cell, confirming it.

What happens to a workbook is importers.batches; this room shows it. `pages` are the wizard, `downloads` the files
people save, `jobs` what the worker runs. A new state of a batch grows here by a branch of `_batch.html`.
"""
