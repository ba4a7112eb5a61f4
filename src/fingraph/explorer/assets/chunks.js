// The data of the page: chunks of gzip in base64, whose JSON has nodes and edges in columns.

/** @typedef {{ count: number, same: Record<string, any>, columns: Record<string, any[]> }} Table */

/**
 * The records of a table.
 * @param {Table} table members that are the same in all records, and columns of the others
 * @returns {any[]}
 */
export function records({ count, same, columns }) {
  const named = Object.entries(columns);
  return Array.from({ length: count }, (_, row) => {
    const record = { ...same };
    for (const [name, values] of named) record[name] = values[row];
    return record;
  });
}

/**
 * What a chunk of the page says.
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function chunk(name) {
  const packed = document.getElementById(`chunk-${name}`)?.textContent;
  if (!packed) throw new Error(`no chunk ${name}`);
  const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const content = JSON.parse(await new Response(stream).text());
  return content.nodes ? { ...content, nodes: records(content.nodes), edges: records(content.edges) } : content;
}
