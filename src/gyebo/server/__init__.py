"""The outside for other programs and for browsers: the SPARQL endpoint and the pages."""
