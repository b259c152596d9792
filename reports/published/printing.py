"""A published statement laid out again as rows and columns, exactly as printed."""

from dataclasses import dataclass

from reports.models import PublishedFigure


@dataclass(frozen=True)
class Grid:
    """Column labels in order; each row its label, its supporters, and a figure or None a column."""

    columns: list[str]
    rows: list[tuple[str, str, list[PublishedFigure | None]]]

    @property
    def names_supporters(self) -> bool:
        return any(supporters for _label, supporters, _cells in self.rows)


def printed_grid(figures: list[PublishedFigure]) -> Grid:
    columns = {
        (figure.column_position, figure.measure): figure.column_label
        for figure in sorted(figures, key=lambda f: (f.column_position, f.measure))
    }
    cells = {(f.row_position, f.row_ref, f.column_position, f.measure): f for f in figures}
    rows = {(f.row_position, f.row_ref): f for f in figures}
    return Grid(
        list(columns.values()),
        [
            (f.row_label, f.supporters_printed, [cells.get((*key, *column)) for column in columns])
            for key, f in sorted(rows.items())
        ],
    )
