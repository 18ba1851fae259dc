import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** One file of the built pages, as it goes over the wire. */
export interface PageFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  readonly brotli: Uint8Array<ArrayBuffer>;
  /** Its name changes whenever it does. */
  readonly isImmutable: boolean;
}

/** The cinema's pages and the console of its staff: an HTML file for each, and the files that they ask for, by path. */
export interface Pages {
  readonly index: PageFile;
  /** With a place for the nonce of each answer: see {@link nonceMark}. */
  readonly console: string;
  readonly files: ReadonlyMap<string, PageFile>;
}

/** What stands in the console's HTML where the nonce of an answer is to stand. */
export const nonceMark = "{{nonce}}";

/** The sources of the pages in this repository. */
export const pagesSource = {
  index: join(import.meta.dirname, "../../web/src/index.html"),
  console: join(import.meta.dirname, "../../web/src/manager.html"),
};

/**
 * Builds the pages once, at start. Bun could serve the HTML import by itself, but then without our security
 * headers, uncompressed and uncached.
 * @throws {AggregateError} when they do not build
 */
export async function buildPages(source: typeof pagesSource = pagesSource): Promise<Pages> {
  const { outputs } = await Bun.build({
    entrypoints: [source.index, source.console],
    target: "browser",
    minify: true,
    // What a page does not show at once is loaded when it does.
    splitting: true,
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    publicPath: "/",
    naming: { entry: "[name].[ext]", chunk: "[name]-[hash].[ext]", asset: "[name]-[hash].[ext]" },
  });
  const built = await Promise.all(
    outputs.map(async (output) => {
      const path = output.path.replace(/^\.?\/?/, "/");
      return [path, await fileOf(output, !path.endsWith(".html"))] as const;
    }),
  );
  const files = new Map(built);
  const take = (name: string) => {
    const found = files.get(name);
    if (found === undefined) throw new Error(`no ${name} came of ${source.index} and ${source.console}`);
    files.delete(name);
    return found;
  };
  const [index, console] = [take("/index.html"), take("/manager.html")];
  return { index, console: new TextDecoder().decode(console.plain), files };
}

const compress = { brotli: promisify(brotliCompress), gzip: promisify(gzip) };

async function fileOf(output: Blob, isImmutable: boolean): Promise<PageFile> {
  const plain = new Uint8Array(await output.arrayBuffer());
  const [small, smaller] = await Promise.all([
    compress.gzip(plain, { level: 9 }),
    compress.brotli(plain, {
      // 11 is a tenth smaller and ten times slower, and a server should be up at once.
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
  ]);
  return {
    type: output.type,
    etag: `"${Bun.hash(plain).toString(36)}"`,
    plain,
    gzip: new Uint8Array(small),
    brotli: new Uint8Array(smaller),
    isImmutable,
  };
}
