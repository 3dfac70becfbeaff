"""Pages that compose cases with filings, papers, inspections and planning; above all of them."""
