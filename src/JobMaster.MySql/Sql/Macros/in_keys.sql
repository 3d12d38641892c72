-- Whether a key is one of those sent.
in (select wanted.sent_key from ({keys}) wanted)
