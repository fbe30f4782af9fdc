"""The bureau's organisation: city, counties, agencies, the 第三方监管服务办公室 and its four 小组 (ZY-11, ZY-12).

A unit's region decides whose records its people see. data/units.toml is a tree to begin with. Grows by another kind
of unit.
"""
