"""Text to tree: the request file's syntax. Pure."""
