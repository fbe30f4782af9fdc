"""系统可用率 (B06): a month's log of outages of an information technology company's system, one row an outage.

Overlapping outages count once, planned ones not at all; a month without a log counts neither way and the scorecard says
so. A log loaded again takes the place of the month's earlier one, which stays to be read.
"""
