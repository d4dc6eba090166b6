"""Describe, count, draw, build and take away Networks in Networks (Lin, Chen & Yan, 2013)."""

__version__ = "0.4.0"
