"""What the register of channels becomes: poster, caption, article."""
