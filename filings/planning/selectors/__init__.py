"""The reads of quotas, analyses, training and organization findings, each in a fixed number of
queries.
"""
