import type { SessionKeeper } from "../session.ts";

/** How far a table has been taken out. */
export interface Progress {
  readonly rows: number;
  readonly total: number;
}

/**
 * Takes a table out and hands it to the browser as a file. Rows are counted by their line ends, so that progress is
 * shown; a line end within quotes counts too, which only makes the bar a little fast.
 * @throws when the service refuses, or the stream is cut: then there is no file
 */
export async function takeOut(
  path: string,
  keeper: SessionKeeper,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const session = await keeper.read();
  const response = await fetch(path, { headers: { authorization: `Bearer ${session?.accessToken ?? ""}` } });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const total = Number(response.headers.get("x-total-rows") ?? 0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let rows = -1;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    for (const byte of value) if (byte === 10) rows += 1;
    onProgress({ rows: Math.max(0, rows), total });
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  const address = URL.createObjectURL(new Blob(parts, { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name ?? "table.csv" });
  link.click();
  URL.revokeObjectURL(address);
}
