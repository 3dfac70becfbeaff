"""What is on a sheet: a data class a paper, and what it reads of a case."""
