-- Fragment: only schedules of one tenant.
and tenant = @tenant
