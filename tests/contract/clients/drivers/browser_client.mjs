// Play calls through a browser client of Segment or RudderStack; runs in a page, served from another origin.

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export async function segment(plan) {
  await script("/@segment/analytics-next/dist/umd/index.js");
  const client = window.AnalyticsNext.AnalyticsBrowser.load(
    { writeKey: plan.key, cdnURL: plan.host },
    { integrations: { "Segment.io": plan.batching ? batching(plan) : {} } },
  );
  await client.ready();
  for (const call of plan.calls) {
    const { type, userId, timestamp, context, anonymousId } = call;
    const options = { context, ...(timestamp && { timestamp }), ...(anonymousId && { anonymousId }) };
    if (type === "identify") await client.identify(userId, call.traits, options);
    if (type === "track") await client.track(call.event, call.properties, options);
    if (type === "page") await client.page(call.category, call.name, call.properties, options);
    if (type === "screen") await client.screen(call.category, call.name, call.properties, options);
    if (type === "group") await client.group(call.groupId, call.traits, options);
    if (type === "alias") await client.alias(userId, call.previousId, options);
  }
}

function batching(plan) {
  return { deliveryStrategy: { strategy: "batching", config: { size: plan.batching, timeout: 300 } } };
}

export async function rudder(plan) {
  await script("/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js");
  const client = new window.rudderanalytics.RudderAnalytics();
  const ready = new Promise((done) => {
    client.load(plan.key, plan.host, {
      configUrl: plan.host,
      loadIntegration: false,
      polyfillIfRequired: false,
      sendAdblockPage: false,
      useBeacon: plan.beacon ?? false,
      queueOptions: { minRetryDelay: 200, backoffFactor: 1, timerScaleFactor: 1,
        ...(plan.batching && { batch: { enabled: true, maxItems: plan.batching, flushInterval: 500 } }) },
      beaconQueueOptions: { flushQueueInterval: 300 },
      onLoaded: done,
    });
  });
  await ready;
  for (const call of plan.calls) {
    const { type, userId, timestamp, anonymousId } = call;
    const options = { ...call.context, ...(timestamp && { originalTimestamp: timestamp }),
      ...(anonymousId && { anonymousId }) };
    if (type === "identify") client.identify(userId, call.traits, options);
    if (type === "track") client.track(call.event, call.properties, options);
    if (type === "page") client.page(call.category, call.name, call.properties, options);
    if (type === "group") client.group(call.groupId, call.traits, options);
    if (type === "alias") client.alias(userId, call.previousId, options);
    await wait(20);
  }
}

function script(path) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    Object.assign(element, { src: path, onload: done, onerror: () => failed(new Error(path)) });
    document.head.append(element);
  });
}
