-- Makes readers and the writer not wait for each other, for good; answers with the mode in force.
pragma journal_mode = wal;
