"""Many figures: tables of them, jobs in one process or many, what is there already."""
