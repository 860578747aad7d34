"""Pure functions on strings: how names, money, rates, dates and units are printed in Korean budget documents.

Nothing here reads a file or knows a document; offsets always count characters of the text that was given.
"""
