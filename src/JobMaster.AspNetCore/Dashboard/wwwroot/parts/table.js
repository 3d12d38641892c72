// A table that becomes a list of cards if there is no room for columns.
import { Fragment, html } from '../lib/html.js';

/**
 * columns: [{ name, cell(row), kind: 'number'|'wide'|'acts', isHidden }]; rows with key(row).
 * A row with open(row) shows more below it.
 */
export function Table({ label, columns, rows, keyOf, open, mark }) {
  const shown = columns.filter((column) => column && !column.isHidden);
  return html`<div class="table-box"><table class="table">
    <caption class="unseen">${label}</caption>
    <thead><tr>${shown.map((column) => html`
      <th key=${column.name} scope="col" class=${column.kind ?? ''}
          aria-sort=${column.sort}>${column.head ?? column.name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<${Fragment} key=${keyOf(row)}>
      <tr data-row=${keyOf(row)} class=${mark?.(row) ?? ''}>${shown.map((column) => html`
        <td key=${column.name} class=${column.kind ?? ''} data-label=${column.name}>${column.cell(row)}</td>`)}</tr>
      ${open?.(row) && html`<tr class="more-row"><td colspan=${shown.length}>${open(row)}</td></tr>`}
    <//>`)}</tbody>
  </table></div>`;
}
