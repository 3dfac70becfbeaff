"""How a sheet gets to paper: template, fonts, PDF, codes, the pages and jobs that print."""
