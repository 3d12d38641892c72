-- Fragment: only jobs of one definition, looked at in each row and by no index.
and case when definition_id = @definition then 1 else 0 end = 1
