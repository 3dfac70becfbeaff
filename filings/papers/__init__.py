"""Everything the procedure prints and keeps.

sheets  what is on a sheet: a data class a paper
press   how it gets to paper: template, fonts, PDF, codes, the pages and jobs that print
kept    what is kept: scans, the archive, numbers, registers
"""
