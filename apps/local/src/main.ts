// Before the dependencies are there, only the platform and files without imports may be imported.
import { installDependencies } from "../../../packages/embedded/src/install-dependencies.ts";

process.stdout.write("Installing what is missing ...\n");
await installDependencies();
const { runLocal } = await import("./run-local.ts");
await runLocal();
