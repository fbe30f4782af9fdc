"""Pages of vendor staff, inspectors, experts and recusal.

`staff.py` lists people, `person.py` shows one and takes what is done to them, `leaving.py` the last day,
`entry.py` reads the forms of a person, `trainings.py` that of a session;
`inspectors.py` and `experts.py` keep the pool; `recusals.py` lists and decides ties, `declaring.py` takes declarations;
`jobs.py` takes the head-count at each month's end. Grows by a handler module named in `pages.py`.
"""
