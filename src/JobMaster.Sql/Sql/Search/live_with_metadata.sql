-- Fragment: the rest of a live job with the metadata.
, metadata, null, null, null, null
