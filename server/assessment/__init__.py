"""Pages of the assessment cycle: self-evaluation, feedback, objections, review, approval, roll-ups."""
