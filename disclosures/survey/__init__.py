"""The social evaluation (社会评价): three questions, no identity."""
