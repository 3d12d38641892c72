-- Fragment: the rest of a final job.
, null, null, null, null, fingerprint
