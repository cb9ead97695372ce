"""Keys and sealed content: who can read what. Knows nothing of cases."""
