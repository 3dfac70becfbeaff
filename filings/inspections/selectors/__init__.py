"""The reads of inspections, each in a fixed number of queries."""
