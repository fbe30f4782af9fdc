"""Reads of second looks: `samples` and what they drew, `pairs` of blind opinions, experts' `opinions`."""
