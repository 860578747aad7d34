"""Which value stands in which column, at which level, in which unit: the accounting identities decide."""
