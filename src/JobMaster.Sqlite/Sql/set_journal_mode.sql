-- Sets, permanently, that readers and the writer do not wait for each other; returns the mode in force.
pragma journal_mode = wal;
