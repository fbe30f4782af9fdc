"""How people and machines meet the service: web pages, jobs, command line, database, storage."""
