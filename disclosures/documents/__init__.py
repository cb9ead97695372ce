"""Word files in and out: official documents, page drafts, and copies for WeChat."""
