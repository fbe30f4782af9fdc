"""The cycle of an assessment: self-evaluation, feedback, objections, review, approval; roll-ups and restatements."""
