"""The bureau's organisation: city, counties, agencies, the 第三方监管服务办公室 and its four 小组 (ZY-11, ZY-12).

Grows by another kind of unit.
"""
