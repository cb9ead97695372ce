"""The public side: column, plan, progress, lists, estates."""
