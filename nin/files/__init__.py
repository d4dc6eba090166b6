"""Files that several processes use at once: written whole, locked, downloaded.

Nothing here knows what a network is.
"""
