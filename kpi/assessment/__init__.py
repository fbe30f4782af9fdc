"""The assessment cycle (绩效考核): facts frozen, self-evaluation, draft, feedback, objections, review, approval.

A card's own steps stand on the card (kpi.scorecards); here are the people's parts in them: what the vendor says of
itself, what it objects to line by line, who reviewed that and how, the collective record a leader approves on, the
year-end evaluation, the roll-ups and the nightly recomputation. A new step is a module of actions/ and its rules.
"""
