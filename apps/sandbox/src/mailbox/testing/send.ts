import { connect } from "node:net";

/** A letter to be sent. */
export interface Wire {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A mail client of its own: sends letters word by word over one connection. Answers: the last of each, "" when cut off. */
export async function sendAll(port: number, wires: readonly Wire[]): Promise<string[]> {
  const socket = connect(port, "127.0.0.1");
  let answered = Promise.withResolvers<string>();
  let heard = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    heard += chunk;
    if (/^\d{3} .*\r\n$/m.test(heard)) {
      answered.resolve(heard.trim());
    }
  });
  socket.on("error", () => answered.resolve(""));
  socket.on("close", () => answered.resolve(""));
  await answered.promise;

  async function say(line: string): Promise<string> {
    if (socket.closed) {
      return "";
    }
    answered = Promise.withResolvers();
    heard = "";
    socket.write(`${line}\r\n`);
    return await answered.promise;
  }

  await say("EHLO test");
  const answers: string[] = [];
  for (const wire of wires) {
    answers.push(await sendOne(say, wire));
    await say("RSET");
  }
  socket.end();
  return answers;
}

async function sendOne(say: (line: string) => Promise<string>, wire: Wire): Promise<string> {
  const { from = "cinema@cinema.test", to = ["viewer@cinema.test"], headers = [], body = "Hello" } = wire;
  await say(`MAIL FROM:<${from}>`);
  for (const address of to) {
    const answer = await say(`RCPT TO:<${address}>`);
    if (!answer.startsWith("250")) {
      return answer;
    }
  }
  await say("DATA");
  return await say([`From: Cinema <${from}>`, `To: ${to[0]}`, ...headers, "", body, "."].join("\r\n"));
}

/** Sends one letter. */
export async function send(port: number, wire: Wire = {}): Promise<string> {
  return (await sendAll(port, [wire]))[0] ?? "";
}

/** A letter with a plain and an HTML part. */
export const twoParts: Wire = {
  headers: [
    "Subject: =?UTF-8?B?0J7Qv9C70LDRh9C10L3Qvg==?=",
    "Message-ID: <payment-1@cinema.test>",
    "List-Unsubscribe: <https://cinema.test/unsubscribe>,",
    " <mailto:no@cinema.test>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/alternative; boundary="b"',
  ],
  body: [
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlain words",
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head></head><body><b>Rich</b><script>alert(1)</script></body></html>",
    "--b--",
  ].join("\r\n"),
};
