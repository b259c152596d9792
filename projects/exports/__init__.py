"""Pages of projects, money and the month's round as files: what each table of them holds."""
