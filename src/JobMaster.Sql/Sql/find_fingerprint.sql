-- Fragment: only jobs of one fingerprint.
and fingerprint = @fingerprint
