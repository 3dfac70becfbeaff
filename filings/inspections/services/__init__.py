"""What writes: running a check, drawing and reading files, notices and their answers, waivers.

Lock order: the inspection, then the notice, then findings.
"""
