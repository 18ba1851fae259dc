/** Whether someone speaks AMQP 0-9-1 on this port; a node may open its port before it does. */
export async function answersAmqp(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const no = () => resolve(false);
  const timer = setTimeout(no, 1000);
  try {
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: { data: (_, bytes) => resolve(bytes[0] === 1), close: no, error: no },
    });
    socket.write("AMQP\0\0\u0009\u0001");
    const answered = await promise;
    socket.end();
    return answered;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
