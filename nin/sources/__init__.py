"""PyTorch code to a network: read as text, never run.

The source is parsed by Python's own parser, and its tree is followed by a small interpreter
(`statements`, `expressions`, `calls`) whose values are numbers, texts, lists, layers and what is
made of them (`values`): no name of a source ever reaches an object of Python or PyTorch. What is
not followed is unknown, and harms only a network that needs it. `candidates` finds the network,
`assembly` makes NiN blocks of its layers. Size, steps, depth and numbers are bounded by `limits`.
"""

from nin.sources.reading import InputError, SourceError, read

__all__ = ["InputError", "SourceError", "read"]
