-- Fragment: only what one operator did.
and who = @who
