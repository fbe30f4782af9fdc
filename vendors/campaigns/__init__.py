"""专项行动 and pilot phases: scope by dates, counties, institutions and focus (CP-01…03, ZY-50).

`actions` plan a campaign and move it on; `plan_actions` are what it is made of: institutions, phases, milestones.
Grows by another kind of campaign or milestone in `rules`.
"""
