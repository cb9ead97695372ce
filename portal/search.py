"""Database search that finds Chinese words inside sentences."""
