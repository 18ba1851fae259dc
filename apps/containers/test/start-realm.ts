import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@cinema/embedded/free-port";
import { startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { waitFor } from "@cinema/testkit/wait";
import { composeSchema } from "../src/compose-schema.ts";
import type { DeploymentFiles } from "../src/drift/deployment-files.ts";
import { realmSchema } from "../src/realm-schema.ts";
import { issuerOfRealm } from "./issuer-of-realm.ts";

/** The realm of the file, with its people and clients. */
export interface RunningRealm {
  /** What its tokens name, and where it answers. */
  readonly issuer: string;
  /** The id of the first person of the file, who is a viewer. */
  readonly viewerId: string;
  stop(): Promise<void>;
}

/** The folder of an unpacked Keycloak; undefined: the development issuer takes its place. */
export const keycloakHome = process.env.KEYCLOAK_HOME;

/** Starts Keycloak itself where `KEYCLOAK_HOME` says that there is one, else the development issuer as it would be. */
export async function startRealm(files: DeploymentFiles): Promise<RunningRealm> {
  const realm = realmSchema.parse(files.realm);
  const viewerId = realm.users[0]?.id ?? "";
  if (keycloakHome !== undefined) return { viewerId, ...(await startKeycloak(keycloakHome, files)) };
  const { url, stop } = await startIssuer(issuerOfRealm(realm));
  return { viewerId, issuer: url, stop };
}

/** With what compose.yaml gives it, but for its own database in memory and its address. */
async function startKeycloak(
  home: string,
  files: DeploymentFiles,
): Promise<Pick<RunningRealm, "issuer" | "stop">> {
  const folder = await mkdtemp(join(tmpdir(), "keycloak-"));
  await cp(home, folder, { recursive: true });
  await rm(join(folder, "data"), { recursive: true, force: true });
  await mkdir(join(folder, "data", "import"), { recursive: true });
  const { realm: name } = realmSchema.parse(files.realm);
  await writeFile(join(folder, "data", "import", `${name}-realm.json`), JSON.stringify(files.realm));
  const [port = 0] = await freePorts(1);
  const address = `http://127.0.0.1:${port}`;
  const given = composeSchema.parse(files.compose).services.keycloak?.environment ?? {};
  const settings = Object.entries(given).filter(([key]) => !key.startsWith("KC_DB"));
  const child = Bun.spawn(
    ["/bin/bash", join(folder, "bin", "kc.sh"), "start-dev", "--db=dev-mem", "--import-realm"],
    {
      env: {
        ...process.env,
        ...Object.fromEntries(settings),
        KC_HOSTNAME: address,
        KC_HTTP_PORT: `${port}`,
        KC_HTTP_MANAGEMENT_PORT: `${(await freePorts(1))[0]}`,
        KC_BOOTSTRAP_ADMIN_PASSWORD: crypto.randomUUID(),
      },
      stdio: ["ignore", Bun.file(join(folder, "keycloak.log")), Bun.file(join(folder, "errors.log"))],
    },
  );
  const issuer = `${address}/realms/${name}`;
  const stop = async () => {
    child.kill();
    await child.exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`Keycloak ended with ${child.exitCode}`);
        return (await fetch(`${issuer}/.well-known/openid-configuration`)).ok;
      },
      { what: "Keycloak", timeout: 240_000 },
    );
  } catch (error) {
    const said = await Bun.file(join(folder, "keycloak.log")).text();
    await stop();
    throw new Error(`Keycloak did not come up:\n${said.slice(-3_000)}`, { cause: error });
  }
  return { issuer, stop };
}
