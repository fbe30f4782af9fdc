"""Register of the review rules vendors deliver, with the experts' opinions on each (ZY-23). No rule engine.

One row is one version; an adopted one stays in use until the next is adopted.
Grows by another kind of rule in `rules.RuleKind`.
"""
