"""Who there is: the eight vendors with their papers, contracts and people, the bureau's own, the places inspected.

`houses`, `people`, `institutions` and `pool` are tables; `papers` and `contracts` act them out.
Grows by a row in a table.
"""
