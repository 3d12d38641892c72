-- Fragment: only jobs of one definition.
and definition_id = @definition
