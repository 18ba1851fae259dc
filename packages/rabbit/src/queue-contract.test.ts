import { contractLadder, contractTopics, queueContract } from "@cinema/testkit/queue-contract";
import { closeTestBroker, now, openTestBroker, rabbitmqUrl, shareRabbitmq } from "./test-broker.ts";
import { openRelay } from "./test-relay.ts";

shareRabbitmq();

const topics = contractTopics.map((topic) => ({ topic, from: "billing" as const }));

queueContract("RabbitMQ", async () => {
  const url = await rabbitmqUrl();
  const prefix = `${crypto.randomUUID()}.`;
  const open = (address: string) => openTestBroker(address, { prefix, topics, ladder: contractLadder });
  const relay = await openRelay(url);
  const [broker, consuming] = await Promise.all([open(url), open(relay.url)]);
  return {
    queue: consuming.queue,
    async publish(topic, body, options) {
      const id = options?.id ?? crypto.randomUUID();
      const [outcome] = await broker.publisher.publish([
        { id, to: "commands", topic, body, publishedAt: now() },
      ]);
      if (!outcome?.confirmed) throw outcome?.error ?? new Error("No outcome");
      return id;
    },
    deadLetters: () => broker.deadLetters.list({ limit: 100 }),
    async crash() {
      relay.refuse(true);
      relay.cut();
      return broker.queue;
    },
    async close() {
      await consuming.close();
      await relay.close();
      await closeTestBroker(broker);
    },
  };
});
