-- Whether an id is one of those sent. The dialect writes the ids here one by one, so that each is looked up by the index, in their order.
in (@ids)
