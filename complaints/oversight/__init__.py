"""The inspector's side: every unit, every case, and who read what."""
