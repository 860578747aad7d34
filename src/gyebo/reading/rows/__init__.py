"""Regions → rows: one way for each layout in which tables are printed or flattened."""
