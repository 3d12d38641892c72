-- Whether an id is one of those sent. The dialect writes them here one by one, so that each is looked up by the index, in their order.
in (@ids)
