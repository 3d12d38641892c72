-- Hints of a statement that locks rows, passing over those that others hold.
with (readpast, updlock, rowlock, readcommittedlock)
