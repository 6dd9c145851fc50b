// Better with, complete without: what a reviewer opens is noted, a form says that it works, an anchor opens what it points into.
"use strict";
(() => {
  const place = document.getElementById("openings");
  const tell = (item, seconds) => {
    if (!place) return;
    const body = new URLSearchParams({ csrf: place.dataset.csrf, item, seconds: String(seconds) });
    fetch(place.dataset.url, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {});
  };
  const told = new Set();
  document.addEventListener("toggle", (event) => {
    const item = event.target.dataset && event.target.dataset.item;
    if (item && event.target.open && !told.has(item)) { told.add(item); tell(item, 0); }
  }, true);
  if (place) setInterval(() => { if (document.visibilityState === "visible" && document.hasFocus()) tell("page", 30); }, 30000);

  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();

  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.hasAttribute("formaction")) return;
      const button = form.querySelector("button:not(.plain)");
      const said = document.createElement("p");
      said.className = "busy"; said.setAttribute("role", "status"); said.textContent = form.dataset.busy;
      button.after(said);
      setTimeout(() => { button.disabled = true; }, 0);
    });
  }
})();
