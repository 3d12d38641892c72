-- Marks where one unit of work begins, so that it alone can be undone.
save transaction unit;
