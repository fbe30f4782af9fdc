"""The first page a person sees: numbers, todos, ranking."""
