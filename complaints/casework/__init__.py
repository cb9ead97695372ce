"""The investigator's side: the list, the case file, and who works where."""
