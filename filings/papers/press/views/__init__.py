"""The pages that print."""
