import { startTwin } from "@cinema/sandbox/yookassa/start-twin";

/** The twin in a process of its own, so that it works beside us and not in our time; its address is what it prints. */
const twin = startTwin({ remembered: 1_000 });
process.stdout.write(`${twin.url}\n`);
