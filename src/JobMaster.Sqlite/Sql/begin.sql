-- Opens the one write transaction. It holds the lock from the start, so that no statement inside it finds the database busy.
begin immediate;
