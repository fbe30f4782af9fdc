"""线索流转单 between the four 小组, with the time each has to answer (ZY-14)."""
