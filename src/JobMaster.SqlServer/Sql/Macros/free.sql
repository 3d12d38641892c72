-- Hints of a statement that locks rows and skips those that other transactions hold.
with (readpast, updlock, rowlock, readcommittedlock)
