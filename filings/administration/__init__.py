"""The administrator's pages: organizations as a tree, members, accounts and posts."""
