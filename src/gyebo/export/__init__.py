"""The graph as files for other tools: each format reads it back out by SPARQL."""
