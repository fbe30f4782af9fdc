"""专项整治行动情况统计表 (CP-08): columns as data, proposals from the records, entered cells, checks, states."""
