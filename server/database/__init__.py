"""PostgreSQL: the embedded server or DATABASE_URL, its two roles, the pool, migration."""
