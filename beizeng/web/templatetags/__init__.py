"""Template tags of the pages: how values look."""
