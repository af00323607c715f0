"""Code to copy, one piece for each client, with the house's address and a write key in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["PLACEHOLDER", "Snippet", "snippets"]

PLACEHOLDER = "KEY"
"""Stands in the snippets where no key is at hand."""

_MESSAGE = {"userId": "K-1027", "event": "Product Viewed", "properties": {"price": 89}}


class Snippet(NamedTuple):
    """One piece of code: its name in the words of the page, where it belongs, and the code."""

    name: str
    group: str
    code: str


def snippets(address: str, key: str = PLACEHOLDER) -> list[Snippet]:
    """Return all snippets.

    Parameters
    ----------
    address : str
        Scheme and host, as ``outside`` gives it: nothing in it could end a string.
    key : str
        The secret of a write key: letters, digits, ``_`` and ``-``.

    Examples
    --------
    >>> print(snippets("https://oase.example", "oase_w_x")[0].code)
    curl https://oase.example/v1/track -u oase_w_x: -d '{"userId": "K-1027", "event": "Product Viewed", ...}'
    """
    return [Snippet(name, group, write(address, key)) for name, group, write in _ALL]


def _curl(address: str, key: str) -> str:
    return f"curl {address}/v1/track -u {key}: -d '{json.dumps(_MESSAGE)}'"


def _segment_html(address: str, key: str) -> str:
    return f"""<script src="/analytics-next/dist/umd/index.js"></script>
<script>
  const analytics = AnalyticsNext.AnalyticsBrowser.load({{ writeKey: "{key}", cdnURL: "{address}" }});
  analytics.page();
</script>"""


def _segment_js(address: str, key: str) -> str:
    return f"""import {{ AnalyticsBrowser }} from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({{ writeKey: "{key}", cdnURL: "{address}" }});
analytics.page();
analytics.track("Product Viewed", {{ price: 89 }});"""


def _rudder_js(address: str, key: str) -> str:
    return f"""import {{ RudderAnalytics }} from "@rudderstack/analytics-js/bundled";

const analytics = new RudderAnalytics();
analytics.load("{key}", "{address}", {{
  configUrl: "{address}", loadIntegration: false, polyfillIfRequired: false,
}});
analytics.page();
analytics.track("Product Viewed", {{ price: 89 }});"""


def _jitsu_js(address: str, key: str) -> str:
    return f"""import {{ jitsuAnalytics }} from "@jitsu/js";

const analytics = jitsuAnalytics({{ host: "{address}", writeKey: "oase:{key}" }});
analytics.page();
analytics.track("Product Viewed", {{ price: 89 }});"""


def _segment_node(address: str, key: str) -> str:
    return f"""import {{ Analytics }} from "@segment/analytics-node";

const analytics = new Analytics({{ writeKey: "{key}", host: "{address}" }});
analytics.track({{ userId: "K-1027", event: "Order Completed", properties: {{ revenue: 129 }} }});
await analytics.closeAndFlush();"""


def _rudder_node(address: str, key: str) -> str:
    return f"""import Analytics from "@rudderstack/rudder-sdk-node";

const analytics = new Analytics("{key}", {{ dataPlaneUrl: "{address}" }});
analytics.track({{ userId: "K-1027", event: "Order Completed", properties: {{ revenue: 129 }} }});
await analytics.flush();"""


def _segment_python(address: str, key: str) -> str:
    return f"""import segment.analytics as analytics

analytics.write_key = "{key}"
analytics.host = "{address}"
analytics.track("K-1027", "Order Completed", {{"revenue": 129.0}})
analytics.flush()"""


def _rudder_python(address: str, key: str) -> str:
    return f"""import rudderstack.analytics as analytics

analytics.write_key = "{key}"
analytics.dataPlaneUrl = "{address}"
analytics.track("K-1027", "Order Completed", {{"revenue": 129.0}})
analytics.flush()"""


def _pixel(address: str, key: str) -> str:
    query = f"writeKey={key}&amp;userId=K-1027&amp;event=Email+Opened"
    return f'<img src="{address}/pixel/v1/track?{query}" alt="" width="1" height="1">'


def _http(address: str, key: str) -> str:
    body = json.dumps(_MESSAGE)
    host = address.partition("://")[2]
    return f"""POST /v1/track HTTP/1.1
Host: {host}
X-Write-Key: {key}
Content-Type: application/json
Content-Length: {len(body)}

{body}"""


_ALL: tuple[tuple[str, str, Callable[[str, str], str]], ...] = (
    ("curl", "try", _curl),
    ("segment_html", "web", _segment_html),
    ("segment_js", "web", _segment_js),
    ("rudder_js", "web", _rudder_js),
    ("jitsu_js", "web", _jitsu_js),
    ("segment_node", "server", _segment_node),
    ("rudder_node", "server", _rudder_node),
    ("segment_python", "server", _segment_python),
    ("rudder_python", "server", _rudder_python),
    ("pixel", "plain", _pixel),
    ("http", "plain", _http),
)
