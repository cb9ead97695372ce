"""The public column as files that any web server serves."""
