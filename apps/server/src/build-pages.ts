import { join } from "node:path";

/** One file of the built pages, as it goes over the wire. */
export interface PageFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  /** Its name changes whenever it does. */
  readonly isImmutable: boolean;
}

/** The cinema's pages: one HTML file that shows them all, and the files that it asks for, by path. */
export interface Pages {
  readonly index: PageFile;
  readonly files: ReadonlyMap<string, PageFile>;
}

/** The source of the pages in this repository. */
export const pagesSource = join(import.meta.dirname, "../../web/src/index.html");

/**
 * Builds the pages once, at start. Bun could serve the HTML import by itself, but then without our security
 * headers, uncompressed and uncached.
 * @throws {AggregateError} when they do not build
 */
export async function buildPages(source: string = pagesSource): Promise<Pages> {
  const { outputs } = await Bun.build({
    entrypoints: [source],
    target: "browser",
    minify: true,
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    publicPath: "/",
    naming: { entry: "[name].[ext]", chunk: "[name]-[hash].[ext]", asset: "[name]-[hash].[ext]" },
  });
  const files = new Map<string, PageFile>();
  for (const output of outputs) {
    const path = output.path.replace(/^\.?\/?/, "/");
    files.set(path, await fileOf(output, !path.endsWith(".html")));
  }
  const index = files.get("/index.html");
  if (index === undefined) throw new Error(`no index.html came of ${source}`);
  return { index, files };
}

async function fileOf(output: Blob, isImmutable: boolean): Promise<PageFile> {
  const plain = new Uint8Array(await output.arrayBuffer());
  return {
    type: output.type,
    etag: `"${Bun.hash(plain).toString(36)}"`,
    plain,
    gzip: Bun.gzipSync(plain),
    isImmutable,
  };
}
