"""Words that others connect with a person, so that none of them makes a password."""


def words_about(user) -> list[str]:
    """The names of the organisations that the person acts for."""
    if user.pk is None:
        return []
    names = ("name", "short_name", "name_en")
    rows = user.memberships.values_list(*(f"organisation__{name}" for name in names))
    return [name for row in rows for name in row if name]
