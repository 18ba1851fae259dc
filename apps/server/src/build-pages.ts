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

/** The files of the bundled pages by their paths, the HTML files among them, before they are compressed. */
export type Bundle = ReadonlyMap<string, Blob>;

/** Builds the pages at start. */
export async function buildPages(source: typeof pagesSource = pagesSource): Promise<Pages> {
  return pagesOf(await bundlePages(source));
}

/**
 * Bundles the pages once: at start, or before it by `bun run build`. Bun could serve the HTML import by itself, but
 * then without our security headers, uncompressed and uncached.
 * @throws {AggregateError} when they do not build
 */
export async function bundlePages(source: typeof pagesSource = pagesSource): Promise<Bundle> {
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
  return new Map(outputs.map((output) => [output.path.replace(/^\.?\/?/, "/"), output]));
}

/**
 * The pages of a bundle, compressed, as a server answers with them.
 * @throws when one of the two HTML files is not among them
 */
export async function pagesOf(bundle: Bundle): Promise<Pages> {
  const read = await Promise.all(
    [...bundle].map(async ([path, content]) => [path, await fileOf(path, content)] as const),
  );
  const files = new Map(read);
  const take = (name: string) => {
    const found = files.get(name);
    if (found === undefined) throw new Error(`there is no ${name} among the built pages`);
    files.delete(name);
    return found;
  };
  const [index, console] = [take("/index.html"), take("/manager.html")];
  return { index, console: new TextDecoder().decode(console.plain), files };
}

const compress = { brotli: promisify(brotliCompress), gzip: promisify(gzip) };

/** One file as it goes over the wire; its type is that of its name's ending. */
async function fileOf(path: string, content: Blob): Promise<PageFile> {
  const plain = new Uint8Array(await content.arrayBuffer());
  const [small, smaller] = await Promise.all([
    compress.gzip(plain, { level: 9 }),
    compress.brotli(plain, {
      // 11 is a tenth smaller and ten times slower, and a server should be up at once.
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
  ]);
  return {
    type: Bun.file(path).type,
    etag: `"${Bun.hash(plain).toString(36)}"`,
    plain,
    gzip: new Uint8Array(small),
    brotli: new Uint8Array(smaller),
    isImmutable: !path.endsWith(".html"),
  };
}
