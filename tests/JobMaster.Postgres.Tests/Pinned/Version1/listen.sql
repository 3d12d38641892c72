-- Asks for the notifications of every store in this database; the listener picks those of its own.
listen jobmaster_wake;
