// Play calls through a Node client of Segment, RudderStack or Jitsu, as an application would.
// Called as `node node_client.mjs {segment|rudder|jitsu} PLAN.json` with the clients' folder in OASE_CLIENTS.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [which, path] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(path, "utf8"));
const load = createRequire(`${process.env.OASE_CLIENTS}/package.json`);
const failures = [];

function message(call) {
  const { type, ...rest } = call;
  if (rest.timestamp) rest.timestamp = new Date(rest.timestamp);
  return rest;
}

async function segment() {
  const { Analytics } = load("@segment/analytics-node");
  const client = new Analytics({
    writeKey: plan.key,
    host: plan.host,
    maxEventsInBatch: plan.batch ?? 15,
    flushInterval: 200,
  });
  client.on("error", (error) => failures.push(String(error.reason ?? error)));
  for (const call of plan.calls) client[call.type](message(call));
  await client.closeAndFlush({ timeout: 30000 });
}

async function rudder() {
  const Analytics = load("@rudderstack/rudder-sdk-node");
  const client = new Analytics(plan.key, {
    dataPlaneUrl: plan.host,
    gzip: plan.gzip ?? true,
    flushAt: plan.batch ?? 20,
    flushInterval: 100,
    logLevel: "none",
    errorHandler: (error) => failures.push(String(error)),
  });
  const sent = plan.calls.map((call) => new Promise((done) => {
    const { timestamp, ...rest } = message(call);
    client[call.type](timestamp ? { ...rest, originalTimestamp: timestamp } : rest, done);
  }));
  await Promise.all([client.flush(), ...sent]);
}

async function jitsu() {
  const { jitsuAnalytics } = load("@jitsu/js");
  const client = jitsuAnalytics({
    host: plan.host,
    writeKey: plan.key,
    s2s: plan.s2s ?? true,
    fetch: (...request) => fetch(...request),
    errorPolicy: (...told) => failures.push(told.join(" ")),
  });
  for (const { type, userId, anonymousId, context, ...call } of plan.calls) {
    const options = { userId, anonymousId, context };
    if (type === "identify") await client.identify(userId, call.traits, options);
    if (type === "track") await client.track(call.event, { ...call.properties, context }, options);
    if (type === "page") {
      await client.page({ name: call.name, category: call.category, ...call.properties, context }, options);
    }
    if (type === "group") await client.group(call.groupId, call.traits, options);
  }
}

await { segment, rudder, jitsu }[which]();
console.log(JSON.stringify({ failures }));
process.exit(0);
