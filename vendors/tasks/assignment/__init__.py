"""Whom a task goes to: a proposal with its reasons, the bars in the way, the team that works on it."""
