"""Register of the review rules vendors deliver, with the experts' opinions on each (ZY-23)."""
