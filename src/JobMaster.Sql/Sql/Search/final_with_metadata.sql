-- Fragment: the rest of a final job with the metadata.
, metadata, null, null, null, fingerprint
