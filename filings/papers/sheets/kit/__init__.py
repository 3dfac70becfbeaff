"""What every sheet may use: its base class, its tables, and what it tells of a case."""
