/** One cell of a table: what stands where a row and a column meet. */
export interface Cell {
  readonly row: string;
  readonly column: string;
  readonly value: string;
}

/**
 * Reads a table that a test states its expectations in: a header line, then one line a row, cells parted by `|`,
 * the first cell of a line its name.
 * @throws {Error} when a line has not as many cells as the header
 */
export function readTable(text: string): readonly Cell[] {
  const [header = [], ...lines] = text
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const columns = header.slice(1);
  return lines.flatMap(([row = "", ...values]) => {
    if (values.length !== columns.length) throw new Error(`row ${row} has ${values.length} cells`);
    return columns.map((column, index) => ({ row, column, value: values[index] ?? "" }));
  });
}
