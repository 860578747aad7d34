"""Printed reasons of changes: where a document prints them, and the codes that their words give."""
