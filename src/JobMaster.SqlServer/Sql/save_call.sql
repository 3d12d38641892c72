-- Marks where one call within the caller's transaction begins, so that it alone can be undone.
save transaction jobmaster;
