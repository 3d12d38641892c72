// The server's time, so that ages do not depend on the reader's clock.
import { useEffect, useState } from './html.js';
import { value } from './value.js';

let ahead = 0;

/** How far the reader's clock is ahead of the server's, found from the time in an answer. */
export function setServerTime(now, sentAt, heardAt) {
  ahead = (sentAt + heardAt) / 2 - now;
}

export const serverNow = () => Date.now() - ahead;

const second = value(0);
let timer = 0;
let followers = 0;

/** Draws the component again each second while the page is visible. */
export function useSecond() {
  const [, draw] = useState(0);
  useEffect(() => {
    followers++;
    timer ||= setInterval(() => {
      if (document.visibilityState === 'visible') second.set(second.get() + 1);
    }, 1000);
    const leave = second.follow(draw);
    return () => {
      leave();
      if (--followers === 0) {
        clearInterval(timer);
        timer = 0;
      }
    };
  }, []);
}
