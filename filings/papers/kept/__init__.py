"""What is kept: scans of the papers that came in, the archive, numbers, registers."""
