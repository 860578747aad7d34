"""Where the graph is asked: the embedded store on disk, or a remote SPARQL 1.1 endpoint, behind one interface."""
