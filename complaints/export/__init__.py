"""A copy of a case file for the archive: a ZIP that is made while it is sent."""
