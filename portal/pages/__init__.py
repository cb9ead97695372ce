"""What every page of the public site shares."""
