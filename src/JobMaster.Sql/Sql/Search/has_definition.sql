-- Fragment: only jobs of one definition, checked in each row without an index.
and case when definition_id = @definition then 1 else 0 end = 1
