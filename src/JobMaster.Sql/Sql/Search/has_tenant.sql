-- Fragment: only jobs of one tenant, checked in each row without an index.
and case when tenant = @tenant then 1 else 0 end = 1
