"""What committees and departments plan and keep up for their units: quotas, yearly analyses,
training, local rules.
"""
