// Work of which only one runs at a time.

/** Returns a function that does the work; called while it runs, it does it once more afterwards, however often it was called. */
export function oneAtATime(work) {
  let running = null;
  let isAsked = false;
  const run = async () => {
    try {
      do {
        isAsked = false;
        await work();
      } while (isAsked);
    } finally {
      running = null;
    }
  };
  return () => {
    isAsked = true;
    running ??= run();
    return running;
  };
}
