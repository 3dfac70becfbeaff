"""The check of a year: every case of a unit judged as of a day, and what was found, in the fixed
form of the contract.

Source: `docs/specification/workbook.md`, section 2.
"""
