-- Fragment: only the jobs of one definition that an operation is for.
and definition_id = @definition
