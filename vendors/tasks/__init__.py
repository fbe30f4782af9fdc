"""Tasks given to vendors: what kind, where, by whom, under a clock that stops while the bureau owes material.

A task is drafted with its particulars, proposed to vendors (assigning), weighed against every bar (gates), issued, done
by a declared team, handed in and checked off. actions are its life, clock_actions its clock, scope_actions and
list_actions what it is about, deliverable_actions what it owes, reassigning who takes it over. A new kind of task is a
member of rules.TaskKind, its line of traits and a parameter task_days_<kind>.
"""
