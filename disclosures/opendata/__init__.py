"""Open data: every list and figure as CSV and JSON, from the functions of its page."""
