"""Where things stand in a document: headings, regions, captions, sections, and what a place is about."""
