-- Tells how the file is journaled.
pragma journal_mode;
