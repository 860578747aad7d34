"""The two rooms of `data/`: facts read from documents, and decisions made by people."""
