"""Long work: judging cases again after a local rule or a day off changed."""
