-- Locks what is selected, and waits for transactions that hold it.
for update
