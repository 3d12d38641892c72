-- Fragment: only jobs of one definition, by index.
and definition_id = @definition
