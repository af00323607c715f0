// Elements made by hand: text is always text, nothing is ever parsed as markup.

export function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) put(made, name, value);
  add(made, children);
  return made;
}

export function svg(tag, props, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props || {})) made.setAttribute(name, value);
  add(made, children);
  return made;
}

function put(made, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (name === "class") made.className = value;
  else if (name === "value") made.value = value;
  else made.setAttribute(name, value === true ? "" : value);
}

function add(made, children) {
  for (const child of children.flat(4)) {
    if (child !== null && child !== undefined && child !== false) made.append(child);
  }
}

export const byId = (id) => document.getElementById(id);
