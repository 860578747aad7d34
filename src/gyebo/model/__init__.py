"""The values that pass between the stages: frozen dataclasses without input, output or RDF."""
