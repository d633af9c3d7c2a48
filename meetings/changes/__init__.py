"""What happens to meetings and actions: one file a noun, each change in one transaction, with its history."""
