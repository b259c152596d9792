"""督办: tasks from their issue to their close: the deeds, the pages, the measures."""
