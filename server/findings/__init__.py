"""Pages of the two review queues and the finding drawer."""
