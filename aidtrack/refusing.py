"""What is asked for and cannot be done, and how whoever asked is told."""


class Refused(Exception):
    """Nothing was done; the text is a sentence, for whoever asked, that says why."""
