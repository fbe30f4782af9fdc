"""Pages of uploads: a task's templates, sending a workbook, its problems by cell, confirming it, its versions.

What happens to a workbook is importers.batches; this room shows it. `pages` are the wizard and the list, `batch` one
upload, `versions` what it replaced, `offers` and `workbooks` the sheets explained, `downloads` the files people save,
`jobs` what the worker runs. A new state of a batch grows here by a branch of `_batch.html`.
"""
