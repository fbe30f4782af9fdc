"""Sign-in, people, roles and sessions."""
