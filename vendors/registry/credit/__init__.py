"""失信核查: what the public lists said of a vendor, where and when, and how long that holds good."""
