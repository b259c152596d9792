"""Backups: one tar archive of the rows and the stored files, of no database engine.

rows/TABLE.jsonl        a line for each row, by number: a JSON list in the order of the columns
files/STORAGE/NAME      what was uploaded, as it is stored
manifest.json           columns, counts, sums and digests of the tables, digests of the files,
                        migrations, version, engine, time; see ``taking``
archive.sha256          SHA-256 of every byte before this last member
"""
