"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // What needs this script is hidden without it.
  for (const element of all(".scripted")) element.hidden = false;

  // The theme: the system's, or the one that the reader chose for this visit.
  const themes = [["", "as the system"], ["light", "light"], ["dark", "dark"]];
  let theme = 0;
  byId("theme").addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    const [name, words] = themes[theme];
    if (name) document.documentElement.dataset.theme = name;
    else delete document.documentElement.dataset.theme;
    byId("theme").textContent = `Theme: ${words}`;
  });

  // Cases: rows of the table, and failures with their details.
  const fields = { platform: byId("f-platform"), file: byId("f-file"), outcome: byId("f-outcome"),
    clause: byId("f-clause"), text: byId("f-text") };
  const platforms = [...fields.platform.options].slice(1).map((option) => option.value);
  const items = all(".item").map((element) => ({
    element,
    isRow: element.tagName === "TR",
    platform: element.dataset.platform,
    file: element.dataset.file,
    outcomes: (element.dataset.outcomes || element.dataset.outcome).split(" "),
    clauses: (element.dataset.clauses || "").split(" "),
    text: element.textContent.toLowerCase(),
  }));
  const rowCount = items.filter((item) => item.isRow).length;

  const outcomeFits = (outcome, wanted) =>
    !wanted || (wanted === "!pass" ? outcome !== "pass" && outcome !== "none" : outcome === wanted);

  const fits = (item, wanted) => {
    if (wanted.file && item.file !== wanted.file) return false;
    if (wanted.clause && !item.clauses.includes(wanted.clause)) return false;
    if (wanted.text && !item.text.includes(wanted.text)) return false;
    if (!item.isRow) {
      return (!wanted.platform || item.platform === wanted.platform) &&
        outcomeFits(item.outcomes[0], wanted.outcome);
    }
    return item.outcomes.some((outcome, index) => outcome !== "none" &&
      (!wanted.platform || platforms[index] === wanted.platform) && outcomeFits(outcome, wanted.outcome));
  };

  const hideEmpty = (selector) => {
    for (const group of all(selector)) {
      group.hidden = !group.querySelector(".item:not([hidden])");
    }
  };

  const filter = () => {
    const wanted = { platform: fields.platform.value, file: fields.file.value, outcome: fields.outcome.value,
      clause: fields.clause.value.trim().toUpperCase(), text: fields.text.value.trim().toLowerCase() };
    let rows = 0;
    let failures = 0;
    for (const item of items) {
      const shown = fits(item, wanted);
      item.element.hidden = !shown;
      if (shown && item.isRow) rows += 1;
      if (shown && !item.isRow) failures += 1;
    }
    hideEmpty(".cases tbody");
    hideEmpty(".cause");
    hideEmpty(".rest");
    byId("count").textContent = `${rows} of ${rowCount} cases shown, ${failures} failures`;
  };

  const form = byId("filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  // The fields are empty only after the event.
  form.addEventListener("reset", () => setTimeout(filter));

  // Clauses.
  const clauseForm = byId("clause-filters");
  const clauseRows = all(".clause").map((element) => ({ element, kinds: element.dataset.kinds.split(" "),
    text: element.textContent.toLowerCase() }));
  const filterClauses = () => {
    const kind = byId("c-kind").value;
    const text = byId("c-text").value.trim().toLowerCase();
    let shown = 0;
    for (const row of clauseRows) {
      const fit = (!kind || row.kinds.includes(kind)) && row.text.includes(text);
      row.element.hidden = !fit;
      if (fit) shown += 1;
    }
    byId("c-count").textContent = `${shown} of ${clauseRows.length} clauses shown`;
  };
  if (clauseForm) {
    clauseForm.addEventListener("submit", (event) => event.preventDefault());
    clauseForm.addEventListener("input", filterClauses);
    clauseForm.addEventListener("change", filterClauses);
    filterClauses();
  }
  for (const link of all("a[data-clause]")) {
    link.addEventListener("click", () => {
      form.reset();
      fields.clause.value = link.dataset.clause;
      filter();
    });
  }

  // A link to a case or a clause shows it, whatever the filters hide, and opens what it lies in.
  const reveal = () => {
    let id;
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = id && byId(id);
    if (!target) return;
    if (target.closest(".item[hidden], .cause[hidden], .rest[hidden]")) {
      form.reset();
      filter();
    }
    if (target.closest(".clause[hidden]")) {
      clauseForm.reset();
      filterClauses();
    }
    for (let element = target; element; element = element.parentElement) {
      if (element.tagName === "DETAILS") element.open = true;
    }
    target.scrollIntoView();
    const focus = target.tagName === "DETAILS" ? target.querySelector("summary") : target;
    if (focus.tagName === "SUMMARY" || focus.hasAttribute("tabindex")) focus.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", reveal);

  // On paper nothing can be opened.
  window.addEventListener("beforeprint", () => {
    for (const element of all("details.case")) element.open = true;
  });

  filter();
  reveal();
  // The browser goes to the address once more when all is loaded, and takes the focus away.
  window.addEventListener("load", () => setTimeout(reveal));
})();
