-- Fragment: only jobs of one tenant, looked at in each row and by no index.
and case when tenant = @tenant then 1 else 0 end = 1
