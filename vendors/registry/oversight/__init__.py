"""The bureau's own eye on a vendor: risks and inspections (ZY-08). Vendors do not see the risks."""
