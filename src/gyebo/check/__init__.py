"""Consistency: shapes compiled to SELECT, arithmetic over claims, judgements on what is found."""
