-- Locks what is selected, waiting for whoever holds it.
for update
