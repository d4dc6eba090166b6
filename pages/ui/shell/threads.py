"""How many threads the server's arithmetic takes."""

from __future__ import annotations

from functools import cache

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types


@cache
def one_a_visitor() -> None:
    """Have each thread of the server do its matrix products alone.

    Many visitors, one image each: a team of threads for each product would only wait for others.
    An environment variable would come too late, since Streamlit has loaded NumPy by now.
    """
    threadpool_limits(1, user_api="blas")
