// The SPARQL editor: YASGUI's editor (Yasqe) and result tables (Yasr) over our own endpoint.
// Nothing here, and nothing that it switches on, asks another host. Without scripts the page is a plain form.
"use strict";

(function () {
  const place = document.getElementById("editor");
  const source = document.getElementById("editor-data");
  if (!place || !source || typeof Yasgui === "undefined") return;
  const data = JSON.parse(source.textContent);
  const korean = place.dataset.lang !== "en";
  const root = place.dataset.root;
  const endpoint = new URL(place.dataset.endpoint, window.location.href).href;
  const Yasqe = Yasgui.Yasqe;
  const Yasr = Yasgui.Yasr;

  // Words of the two widgets, which speak English only.
  const WORDS = {
    "Run query": "질의 실행",
    "Interrupt query": "질의 중단",
    "Share query": "질의 주소 나누기",
    "Share your query": "질의 주소 나누기",
    "Copy to clipboard": "복사",
    "Table": "표",
    "Response": "원문",
    "Boolean": "참·거짓",
    "Error": "오류",
    "Shows Table view": "표로 보기",
    "Shows Response view": "원문 보기",
    "Simple view": "간단히",
    "Ellipse": "줄여 보기",
    "Filter query results": "결과 거르기",
    "Page size: ": "한 쪽의 행 수: ",
    "All": "모두",
    "Download Results": "결과 내려받기",
    "Download result": "결과 내려받기",
    "Show all": "모두 보기",
    "Could not fetch": "가져오지 못했습니다",
    "Press CTRL - <spacebar> to autocomplete": "Ctrl+Space로 용어 채우기",
    "Nothing to autocomplete yet!": "채울 것이 아직 없습니다",
  };

  // --- Completion: our prefixes, our classes and properties, nothing from elsewhere ---------------------

  Yasqe.Autocompleters.prefixes.persistenceId = null;
  Yasqe.Autocompleters.prefixes.get = function () {
    return Object.keys(data.prefixes).map((name) => name + ": <" + data.prefixes[name] + ">").sort();
  };
  for (const [name, terms] of [["class", data.classes], ["property", data.properties]]) {
    Yasqe.Autocompleters[name].get = function (_yasqe, token) {
      const begun = (token && token.autocompletionString) || "";
      return Object.keys(terms).filter((iri) => iri.startsWith(begun)).sort();
    };
  }

  // --- Editor ------------------------------------------------------------------------------------------

  const form = document.getElementById("plain");
  const results = document.getElementById("results");
  const problem = document.getElementById("problem");
  const begun = window.location.hash.startsWith("#query=")
    ? new URLSearchParams(window.location.hash.slice(1)).get("query")
    : null;
  place.hidden = false;
  form.hidden = true;
  document.getElementById("keys").hidden = false;
  document.getElementById("run-line").hidden = false;

  const yasqe = new Yasqe(place, {
    persistenceId: null,
    value: begun || data.text,
    consumeShareLink: null,
    createShareableLink: (editor) =>
      new URL(root + "/sparql", window.location.href).href + "#query=" + encodeURIComponent(editor.getValue()),
    requestConfig: {
      endpoint: endpoint,
      method: "POST",
      acceptHeaderGraph: "text/turtle,application/n-triples;q=0.9",
      acceptHeaderSelect: "application/sparql-results+json",
    },
    prefixCcApi: null,
    resizeable: true,
    editorHeight: "24rem",
    extraKeys: Object.assign({}, Yasqe.defaults.extraKeys, { Tab: false, "Shift-Tab": false }),
  });
  yasqe.setValue(begun || data.text);
  const field = yasqe.getInputField();
  field.setAttribute("aria-label", korean ? "SPARQL 질의" : "SPARQL query");

  // --- Results -----------------------------------------------------------------------------------------

  if (korean && Yasr.plugins.table) {
    Object.assign(Yasr.plugins.table.defaults.tableConfig.language, {
      info: "_TOTAL_행 가운데 _START_–_END_",
      infoEmpty: "행 없음",
      infoFiltered: "(모두 _MAX_행)",
      emptyTable: "답이 없습니다",
      zeroRecords: "맞는 행이 없습니다",
    });
  }
  const yasr = new Yasr(results, {
    persistenceId: null,
    prefixes: data.prefixes,
    maxPersistentResponseSize: 0,
  });
  yasqe.on("queryResponse", (_yasqe, response, duration) => {
    problem.hidden = !(response instanceof Error);
    results.hidden = !problem.hidden;
    if (problem.hidden) yasr.setResponse(response, duration);
    else tell(response.message);
  });
  yasr.on("drawn", () => settle(results));

  // Say what is wrong with the query, in the reader's language, and where.
  function tell(message) {
    let told = { message: message, message_ko: message };
    try {
      told = JSON.parse(message);
    } catch {
      // The server was not reached, or something between answered for it: its own words stay.
    }
    const place = told.line ? told.line + ":" + told.column + " " : "";
    problem.querySelector("p").textContent = place + ((korean && told.message_ko) || told.message || message);
    if (told.line) {
      yasqe.getDoc().setCursor(told.line - 1, Math.max(0, (told.column || 1) - 1));
      yasqe.focus();
    }
  }

  // A thing of ours leads to its page here, a term to the reference; other addresses stay what they are.
  function localAddress(iri) {
    const things = data.base + "id/";
    if (iri.startsWith(things)) return root + "/id/" + iri.slice(things.length);
    if (iri.startsWith(data.prefixes.gb)) return root + "/ontology#" + iri.slice(data.prefixes.gb.length);
    if (iri.startsWith(data.prefixes.code)) {
      const [list, code] = iri.slice(data.prefixes.code.length).split("/");
      return root + "/ontology/codes/" + list + (code ? "#" + code : "");
    }
    return null;
  }

  // Give what the widgets draw names that are read out, in the reader's language, and links that stay here.
  function settle(part) {
    for (const link of part.querySelectorAll("a.iri[href]")) {
      const local = localAddress(link.getAttribute("href"));
      if (local === null) {
        link.rel = "noopener noreferrer";
      } else {
        link.title = link.getAttribute("href");
        link.href = local;
        link.removeAttribute("target");
      }
    }
    for (const help of part.querySelectorAll(".yasr_external_ref_btn")) help.remove();
    for (const table of part.querySelectorAll("table.dataTable")) {
      table.setAttribute("aria-label", korean ? "질의 결과" : "Query results");
    }
    for (const scrolled of part.querySelectorAll(".dt-layout-table, .yasr_results")) {
      scrolled.tabIndex = 0;
      scrolled.setAttribute("role", "group");
      scrolled.setAttribute("aria-label", korean ? "결과" : "Results");
    }
    for (const size of part.querySelectorAll("select.tableSizer")) {
      size.setAttribute("aria-label", korean ? "한 쪽의 행 수" : "Rows a page");
    }
    for (const head of part.querySelectorAll("table.dataTable thead th:first-child .dt-column-title")) {
      if (!head.textContent) head.textContent = "#";
    }
    for (const codemirror of part.querySelectorAll(".CodeMirror textarea")) {
      codemirror.setAttribute("aria-label", korean ? "서버의 답 원문" : "Response of the server");
    }
    for (const icon of part.querySelectorAll("svg[role=img], svg:not([aria-hidden])")) {
      icon.removeAttribute("role");
      icon.setAttribute("aria-hidden", "true");
    }
    for (const mark of part.querySelectorAll("[aria-controls]:not([role])")) mark.removeAttribute("aria-controls");
    if (korean) translate(part);
  }

  function translate(part) {
    for (const each of part.querySelectorAll("[title], [aria-label], [placeholder]")) {
      for (const name of ["title", "aria-label", "placeholder"]) {
        const said = each.getAttribute(name);
        if (said && WORDS[said]) each.setAttribute(name, WORDS[said]);
      }
    }
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const said = node.nodeValue;
      if (WORDS[said]) node.nodeValue = WORDS[said];
      else if (/^Response in [\d.]+ seconds?$/.test(said)) node.nodeValue = said.replace(/^Response in ([\d.]+).*$/, "$1초");
      else if (/^\d+ results? in [\d.]+ seconds?$/.test(said)) {
        node.nodeValue = said.replace(/^(\d+) results? in ([\d.]+) seconds?$/, "$1행, $2초");
      }
    }
  }

  settle(place);
  settle(results);
  yasqe.on("query", () => settle(place));
  yasqe.on("queryResponse", () => setTimeout(() => settle(place), 0));
  document.getElementById("run").addEventListener("click", () => yasqe.query().catch(() => {}));

  // --- Examples ----------------------------------------------------------------------------------------

  const examples = document.getElementById("examples-form");
  examples.addEventListener("submit", (event) => {
    const chosen = document.getElementById("example").value;
    event.preventDefault();
    if (chosen) {
      yasqe.setValue(data.examples[chosen]);
      yasqe.focus();
    }
  });
  window.addEventListener("hashchange", () => {
    if (window.location.hash.startsWith("#query=")) {
      yasqe.setValue(new URLSearchParams(window.location.hash.slice(1)).get("query") || "");
    }
  });
  place.dataset.ready = "true";
})();
