"""From finding to finished business: warnings, responses, tasks, meetings, problems."""
