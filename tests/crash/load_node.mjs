// Load from the Node client of Segment: events one after the other until the input is closed.
// Called as `node load_node.mjs NAME KEY HOST PER_SECOND` with the clients' folder in OASE_CLIENTS.

import { createRequire } from "node:module";

const [name, writeKey, host, perSecond] = process.argv.slice(2);
const { Analytics } = createRequire(`${process.env.OASE_CLIENTS}/package.json`)("@segment/analytics-node");

const PERSONS = 40;
const CLIENTS = 4;
const letters = (number) => String(number).padStart(7, "0").replace(/\d/g, (digit) => "bcdfghjkmn"[digit]);
const clients = Array.from({ length: CLIENTS }, () => new Analytics({
  writeKey, host, maxEventsInBatch: 20, flushInterval: 100, maxRetries: 6, httpRequestTimeout: 5000,
}));
for (const client of clients) client.on("error", () => {});

let ended = false;
process.stdin.on("end", () => { ended = true; }).resume();
const start = performance.now();
let number = 0;
while (!ended) {
  await new Promise((done) => setTimeout(done, 10));
  while (number < ((performance.now() - start) / 1000) * Number(perSecond)) {
    const person = number % PERSONS;
    const mark = `${name}${letters(number)}`;
    clients[person % CLIENTS].track({
      userId: `${name}-${letters(person)}`, event: "Product Viewed", properties: { mark, n: number }, messageId: mark,
    });
    number += 1;
  }
}
await Promise.all(clients.map((client) => client.closeAndFlush({ timeout: 30000 })));
console.log(number);
process.exit(0);
