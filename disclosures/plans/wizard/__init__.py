"""Imports a plan in the admin: upload, preview, correct, create."""
