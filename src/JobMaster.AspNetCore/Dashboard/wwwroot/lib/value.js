// A value that components follow.
import { useEffect, useState } from './html.js';

export function value(initial) {
  let current = initial;
  const followers = new Set();
  return {
    get: () => current,
    set(next) {
      if (next === current) return;
      current = next;
      for (const tell of [...followers]) tell(next);
    },
    follow(tell) {
      followers.add(tell);
      return () => followers.delete(tell);
    },
  };
}

export function useValue(followed) {
  const [seen, see] = useState(followed.get());
  useEffect(() => {
    see(followed.get());
    return followed.follow(see);
  }, [followed]);
  return seen;
}
