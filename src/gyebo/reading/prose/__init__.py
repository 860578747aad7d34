"""Figures in sentences: paragraphs, the names and years they mention, the words that give figures their kind."""
