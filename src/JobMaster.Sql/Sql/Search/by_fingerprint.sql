-- Fragment: only failed jobs of one fingerprint, by index.
and fingerprint = @fingerprint
