"""Pages of the what-if: who would change points, rank, grade, money.

`asking` takes the changed rules and the periods, `runs` carries replays out in this process and forgets them,
`results` shows them. A new view of a replay is a handler in `results` over `kpi.replays`.
"""
