"""数据提供台账: what personal data went to which vendor, for what, until returned or destroyed.

网络数据安全管理条例 Art.12: the records are kept three years at least.
"""
