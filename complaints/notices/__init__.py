"""Notices to staff by e-mail: one a day, counts alone, no word of a tip."""
