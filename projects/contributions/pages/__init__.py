"""The list of contributions and the page of one."""
