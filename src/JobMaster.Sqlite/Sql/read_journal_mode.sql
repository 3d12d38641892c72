-- Reads the journal mode of the file.
pragma journal_mode;
