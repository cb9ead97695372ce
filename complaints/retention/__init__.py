"""How long a case is kept after its end, and how it is destroyed then."""
