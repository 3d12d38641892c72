-- Fragment: only jobs of one tenant.
and tenant = @tenant
