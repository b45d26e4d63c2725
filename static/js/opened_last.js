// What was opened last in this tab: the search in the bar offers it, and an inbox with nothing to do. It goes with the tab
// and with the sign-in, however that ends, since offices share machines.
const LAST = "opened last";
const MOST = 6;
const kept = () => JSON.parse(sessionStorage.getItem(LAST) ?? "[]");

// [{url, name}] without this page, the last first.
window.openedLast = () => kept().filter((one) => one.url !== location.pathname);

if (!document.querySelector("[data-sign-out]")) sessionStorage.removeItem(LAST);
document.querySelectorAll("[data-sign-out]").forEach((form) => form.addEventListener("submit", () => sessionStorage.removeItem(LAST)));

const title = document.querySelector("[data-opened] h1");
if (title) {
  const here = { url: location.pathname, name: title.firstChild.textContent.trim() || title.textContent.trim() };
  sessionStorage.setItem(LAST, JSON.stringify([here, ...window.openedLast()].slice(0, MOST)));
}

document.querySelectorAll("[data-opened-last]").forEach((section) => {
  const rows = window.openedLast(), line = section.querySelector("template");
  section.hidden = !rows.length;
  section.querySelector("ul").append(...rows.map((one) => {
    const item = line.content.cloneNode(true), link = item.querySelector("a");
    link.href = one.url;
    link.textContent = one.name;
    return item;
  }));
});
