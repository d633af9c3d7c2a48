"""The twins of the pages, for programs."""
