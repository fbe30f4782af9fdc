"""What a grade leads to: measures, linked fee, proposals and decisions (优胜劣汰)."""
