"""From a file to rows: encodings, lines, headings, table regions, rows, columns, running text."""
