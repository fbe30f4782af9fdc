"""What a task owes beside its findings: reports, minutes, rules, with their files."""
