"""The exception for an action that is refused."""


class Refused(Exception):
    """Nothing was done; the text is a sentence, for whoever asked, that says why."""
