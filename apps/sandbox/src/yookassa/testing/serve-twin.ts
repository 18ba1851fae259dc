import { startTwin } from "../start-twin.ts";

/** A twin in a process of its own, so that a test can kill it: options as JSON, its address on standard output. */
const twin = startTwin(JSON.parse(process.argv[2] ?? "{}"));
process.stdout.write(`${twin.apiUrl}\n`);
