import { createServer } from "node:net";

/** Ports of 127.0.0.1 that nobody listens on now; all different. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(Array.from({ length: count }, listen));
  return Promise.all(probes.map(close));
}

function listen(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => resolve(probe));
  });
}

function close(probe: ReturnType<typeof createServer>): Promise<number> {
  const address = probe.address();
  return new Promise((resolve) => {
    probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
  });
}
