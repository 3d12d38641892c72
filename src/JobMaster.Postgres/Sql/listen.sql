-- Asks for the notifications of every store in this database; the listener picks its own.
listen jobmaster_wake;
