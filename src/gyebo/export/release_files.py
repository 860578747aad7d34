"""The names of files that every release has."""

GRAPH_FILE = "gyebo.nq"
TABLES = "tables"
ABOUT = "release.json"
SUMS = "SHA256SUMS"
