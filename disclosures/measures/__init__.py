"""Measures one by one: who answers for them, how far they are, what was exchanged."""
