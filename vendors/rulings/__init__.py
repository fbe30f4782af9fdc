"""Due process and the bureau's decision: notice, defence, recheck, determination.

The only room where a finding's money changes. Handling, recovery and transfers join here.
"""
