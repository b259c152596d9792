"""What people say to each other about projects, monthly reports and tasks."""
