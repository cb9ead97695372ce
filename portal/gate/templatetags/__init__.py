"""Filters of the gate's templates."""
