"""What happens to people: one use-case a file, each one transaction."""
