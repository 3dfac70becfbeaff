"""The pages of what is kept."""
