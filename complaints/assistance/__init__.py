"""Requests for assistance (协查), as both sides see them in the admin."""
