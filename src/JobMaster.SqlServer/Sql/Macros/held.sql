-- Hints of a statement that locks rows it looks up, and waits for transactions that hold them.
with (updlock, rowlock, readcommittedlock)
