-- Fragment: only jobs that are sent.
and id {in_ids}
