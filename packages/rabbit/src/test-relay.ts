import { connect, createServer, type Socket } from "node:net";

/** A stretch of network between a client and the broker that a test can cut or freeze. */
export interface Relay {
  /** The broker's address with this relay's port in it. */
  readonly url: string;
  /** Cuts every connection without a goodbye, as a pulled cable or a killed process does. */
  cut(): void;
  /** Nothing passes any more, either way, and nobody is told. */
  freeze(): void;
  /** New connections are cut at once, until it is told otherwise. */
  refuse(refusing: boolean): void;
  close(): Promise<void>;
}

export async function openRelay(brokerUrl: string): Promise<Relay> {
  const target = new URL(brokerUrl);
  const sockets = new Set<Socket>();
  let refusing = false;
  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const broker = connect(Number(target.port), target.hostname);
    join(client, broker);
    join(broker, client);
  });

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.on("data", (data) => to.write(data));
    // Its end is passed on as "close" below; an error event without a listener would end the process.
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = server.address();
  const url = new URL(brokerUrl);
  url.hostname = "127.0.0.1";
  url.port = String(address !== null && typeof address === "object" ? address.port : 0);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    freeze() {
      for (const socket of sockets) {
        socket.removeAllListeners("data");
        socket.pause();
      }
    },
    refuse(value) {
      refusing = value;
    },
    async close() {
      cut();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}
