import { readConfiguration } from "@cinema/configuration/read-configuration";
import { consumerSettings, runConsumer } from "@cinema/consumer/run-consumer";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";

/** The consumer as it runs in production, but for the letters: they are queued, and nobody takes them. */
await runProcess("consumer", async () => {
  const configuration = readConfiguration([...worldSettings, ...consumerSettings], process.env);
  const open = await openWorld(configuration, "consumer");
  const { queue } = open.broker;
  const idle = async () => undefined;
  const consumer = await runConsumer(
    {
      ...open,
      broker: {
        ...open.broker,
        ready: () => open.broker.ready(),
        queue: {
          ...queue,
          consume: async (topic, handler, options) =>
            topic === "letter.deliver"
              ? { stop: idle, pause: idle, resume: idle }
              : queue.consume(topic, handler, options),
        },
      },
    },
    configuration,
  );
  return {
    stop: async () => {
      await consumer.stop();
      await open.close();
    },
  };
});
