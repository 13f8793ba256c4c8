// Small comforts. Every page works without this file.
(() => {
  const on = (type, act) => document.addEventListener(type, act);

  // A request of htmx that failed: one quiet line, the page stays as it is.
  const quiet = (event) => {
    const line = document.querySelector(".down");
    const status = event.detail?.ctx?.response?.status;
    if (line && (!status || status >= 500)) line.textContent = line.dataset.down;
  };
  on("htmx:response:error", quiet);
  on("htmx:error", quiet);
  on("htmx:before:request", () => {
    const line = document.querySelector(".down");
    if (line) line.textContent = "";
  });

  // After a part of the page came back with mistakes: go to the first of them.
  on("htmx:after:swap", () => {
    document.querySelector("main .errors")?.focus();
    ready();
  });

  // A form is sent once, however often the button is pressed.
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // An open menu closes when one looks elsewhere.
  const shut = (keep) => document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(keep) || (menu.open = false));
  on("click", (event) => shut(event.target));
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) menu.querySelector("summary").focus();
    shut();
  });

  // A file that is too large is said before it travels.
  on("change", (event) => {
    const { files, dataset } = event.target;
    if (!files || !dataset.bytes) return;
    const big = [...files].some((file) => file.size > dataset.bytes);
    event.target.setCustomValidity(big ? dataset.big : "");
    if (big) event.target.reportValidity();
  });

  // How much of a text is used, once it comes near its limit.
  on("input", ({ target }) => {
    const most = Number(target.dataset?.most);
    if (!most || target.tagName !== "TEXTAREA") return;
    let line = target.nextElementSibling;
    if (!line?.classList.contains("used")) {
      line = document.createElement("p");
      line.className = "used";
      target.after(line);
    }
    const used = [...target.value].length;
    line.textContent = used > most * 0.8 ? `${used} / ${most}` : "";
    line.classList.toggle("late", used > most);
  });

  on("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  function ready() {
    document.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
    // Filters stay open where there is room for them.
    if (matchMedia("(min-width: 60rem)").matches) document.querySelectorAll("details.filters").forEach((part) => (part.open = true));
  }
  ready();
})();
