"""What may come in from a page: one noun a file."""
