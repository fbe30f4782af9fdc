"""Pages of the rulebooks: versions, live check, difference, trial run."""
