-- A commit survives the death of the process; power loss may take the last ones.
pragma synchronous = normal;
