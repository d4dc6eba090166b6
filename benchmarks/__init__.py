"""Side-by-side measurements of what the README claims; `python -m benchmarks`."""
