import { existsSync } from "node:fs";

/** The commands under which Chromium and Chrome are installed. */
const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where they are on a Mac, which has no command for them. */
const applications = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Needed by those only who test in a browser: Chromium, and fonts with Cyrillic letters. */
const debianPackages = ["chromium", "fonts-dejavu-core"];

/**
 * The program of a browser for tests: that of CHROME_PATH, an installed Chromium or Chrome, or, as root on Debian,
 * a Chromium installed now.
 * @throws with what a person can do when there is none
 */
export async function findBrowser(): Promise<string> {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, but there is no such file`);
    return named;
  }
  return installed() ?? (await installOnDebian());
}

function installed(): string | undefined {
  const onPath = commands.map((command) => Bun.which(command)).find((path) => path !== null);
  return onPath ?? applications.find((path) => existsSync(path));
}

async function installOnDebian(): Promise<string> {
  if (process.getuid?.() !== 0 || Bun.which("apt-get") === null)
    throw new Error(
      "there is no browser for the tests: install Chromium or Chrome, or set CHROME_PATH to one",
    );
  await aptGet("update");
  await aptGet("install", "--yes", "--no-install-recommends", ...debianPackages);
  const path = installed();
  if (path === undefined)
    throw new Error(`apt-get has installed ${debianPackages.join(" and ")}, but there is no browser`);
  return path;
}

async function aptGet(...words: readonly string[]): Promise<void> {
  const child = Bun.spawn(["apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=120", ...words], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0)
    throw new Error(`apt-get ${words[0]} failed with ${code}; install Chromium by hand\n${out}${error}`);
}
