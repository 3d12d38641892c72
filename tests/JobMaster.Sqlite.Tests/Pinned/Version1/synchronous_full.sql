-- A commit survives the loss of power.
pragma synchronous = full;
