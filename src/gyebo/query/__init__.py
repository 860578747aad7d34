"""Questions and answers: the query library, and the lineage of one thing put together from it."""
