"""Facts and decisions → RDF: every triple in exactly one named graph, no blank nodes, IRIs that survive a rebuild."""
