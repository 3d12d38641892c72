-- Opens the one write transaction, holding the lock from the start so that nothing inside it can meet a busy database.
begin immediate;
