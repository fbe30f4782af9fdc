"""数据提供台账: what personal data went to which vendor, for what, until returned or destroyed.

网络数据安全管理条例 Art.12: the records are kept three years at least, and never deleted by the service.
`actions` puts a release on the ledger within the act that makes it, `life_actions` see it through.
Grows by another kind of release in `rules.What`.
"""
