"""`make bench`: what the main pages cost, on the demo world many times over."""
