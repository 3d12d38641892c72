// After a page that was searched only in part, reads the next ones, which may be empty, until it has found enough.

const longest = 10_000;

/**
 * Reads pages from a cursor on until it has found enough jobs, nothing is left, the page is complete, or ten seconds are over.
 * read: returns the page after a cursor. onPage: gets each page. isOver: whether the caller no longer waits.
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
