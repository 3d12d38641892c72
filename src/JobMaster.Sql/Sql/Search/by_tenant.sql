-- Fragment: only jobs of one tenant, by index.
and tenant = @tenant
