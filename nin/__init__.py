"""Describe, count, draw, build and take away Networks in Networks (Lin, Chen & Yan, 2013)."""
