// A page that was searched only in part is followed by the next ones, which may be empty, until enough is found.

const longest = 10_000;

/**
 * Reads pages from a cursor on until so many jobs are found, nothing is left, the page is complete, or ten seconds are over.
 * read: answers the page behind a cursor. onPage: is given each. isOver: whether nobody waits for it any more.
 */
export async function searchOn({ read, cursor, wanted, onPage, isOver = () => false, now = Date.now }) {
  const end = now() + longest;
  let page = { next: cursor, isComplete: false };
  for (let found = 0; page.next && !page.isComplete && found < wanted && now() < end; found += page.jobs.length) {
    page = await read(page.next);
    if (isOver()) return;
    onPage(page);
  }
}
