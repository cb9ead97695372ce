"""What was corrected, withdrawn or taken down, and what has to be made again for it."""
