-- Fragment: held in the order of ids; skips what other transactions hold.
order by id;
