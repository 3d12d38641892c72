-- Locks the selected rows, and waits for transactions that hold them.
for update
