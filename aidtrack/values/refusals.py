"""What is asked for and cannot be done."""


class Refused(Exception):
    """Nothing was done; the text is a sentence, for whoever asked, that says why."""
