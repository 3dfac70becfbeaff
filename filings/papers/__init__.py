"""Everything the procedure prints: a data class and a template a paper, numbers, codes, and the
pages that print.
"""
