// A link to a public page that takes an item of hers along, by a code for one form: her name is in no address.

import { h } from "../dom.js";
import { post } from "../session.js";

export function handing(id, address, text, attributes) {
  return h("a", { ...attributes, href: address, onclick: async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.assign(await withCode(id, address));
  } }, text);
}

// Without a code the page is the plain one, which she fills in herself.
async function withCode(id, address) {
  try {
    const { code } = await post(`/v1/items/${id}/handover`, {});
    const [path, query] = address.split("?");
    return `${path}?${query}&from=${encodeURIComponent(code)}`;
  } catch {
    return address;
  }
}
