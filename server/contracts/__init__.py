"""Pages of contracts and payments: the register, the long form of a draft, one contract under its tabs, 付款.

`contract` gathers what a tab shows, `acts` has one form to a step, `package` makes the archive's zip. A new step is a
handler in `acts` and its form in the tab's template.
"""
