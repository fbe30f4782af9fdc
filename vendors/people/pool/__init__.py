"""The bureau's inspectors and its pool of experts in five specialities (LZ Art.32, LT-11)."""
