-- Fragment: only the jobs of one tenant. Pages go by id: an index by this would be sorted for each page.
and +tenant = @tenant
