"""One upload's life: received → checking → refused | ready → stored → superseded | withdrawn; or failed.

Everything is all-or-nothing and safe to run again after a kill at any point.
"""
