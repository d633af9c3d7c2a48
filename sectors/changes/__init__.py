"""What happens: one file a noun, each change in one transaction, with its history."""
