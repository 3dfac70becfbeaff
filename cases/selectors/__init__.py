"""The reads of the app that join or count, each with a fixed number of queries."""
