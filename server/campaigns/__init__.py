"""Pages of campaigns: the list, the form of a plan, one campaign with its phases, its institutions.

`one` gathers the page that every form on it returns to when something is wrong; `plan_chart` draws the phases.
"""
