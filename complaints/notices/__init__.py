"""Notices to staff by e-mail: one a day, counts and due days, no word of a tip."""
