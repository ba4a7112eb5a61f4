"use strict";
// The graph of the page, its search, its class filter, and what the selected node or link says. All text goes into the page
// as text nodes, never as HTML.
(() => {
  const TEXTS = {
    en: {
      find: "Find", classes: "Classes", language: "中文", count: (n, e) => `${n} items, ${e} links`,
      hint: "Select an item to see its links, a link to see what states it.",
      id: "id", class: "class", trends: "trends", out: "Links from it", in: "Links to it", both: "Links", relation: "relation",
      modality: "modality", basis: "basis", sentences: "sentences", support: "support", via: "via", rule: "rule", shared: "shared", report: "report", layer: "layer",
      required: "required", encouraged: "encouraged", forecast: "forecast", asserted: "asserted",
      explicit: "explicit", heading: "heading only", accompanying: "accompanying clause", stated: "stated", inferred: "inferred",
      "co-occurrence": "co-occurrence",
    },
    zh: {
      find: "查找", classes: "类别", language: "English", count: (n, e) => `${n} 个条目，${e} 条关联`,
      hint: "选择条目可查看其关联，选择关联可查看其依据。",
      id: "标识", class: "类别", trends: "趋势", out: "由此出发", in: "指向此处", both: "关联", relation: "关系",
      modality: "情态", basis: "陈述位置", sentences: "句子", support: "支持数", via: "经由", rule: "规则", shared: "共有", report: "报告", layer: "层",
      required: "要求", encouraged: "鼓励", forecast: "预判", asserted: "断言",
      explicit: "正文明示", heading: "仅标题", accompanying: "伴随从句", stated: "陈述", inferred: "推断",
      "co-occurrence": "共现",
    },
  };
  const data = JSON.parse(document.getElementById("data").textContent);
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const shown = new Set(data.nodes.map((node) => node.data.item_class));
  const visible = new vis.DataView(nodes, { filter: (node) => shown.has(node.data.item_class) });
  const network = new vis.Network(document.getElementById("graph"), { nodes: visible, edges }, data.options);
  const details = document.getElementById("details");
  const search = document.getElementById("search");
  let language = navigator.language.startsWith("zh") ? "zh" : "en";
  let selected = null;

  const text = (key) => TEXTS[language][key] ?? key;
  const label = (thing) => thing.data[`label_${language}`] ?? thing.id;
  const other = (thing) => thing.data[`label_${language === "en" ? "zh" : "en"}`] ?? "";

  function element(name, content, ...children) {
    const node = document.createElement(name);
    if (content) node.textContent = content;
    node.append(...children);
    return node;
  }

  function facts(pairs) {
    const list = element("dl");
    for (const [key, value] of pairs) if (value) list.append(element("dt", text(key)), element("dd", String(value)));
    return list;
  }

  function goTo(kind, id) {
    const button = element("button", kind === "node" ? label(nodes.get(id)) : label(edges.get(id)));
    button.type = "button";
    button.addEventListener("click", () => select(kind, id));
    return button;
  }

  function values(joined) {
    return (joined ?? "").split("|").map(text).join(", ");
  }

  function linksOf(id, ends, heading) {
    const found = edges.get({ filter: (edge) => ends.some((end) => edge[end] === id) });
    if (!found.length) return [];
    const items = found.map((edge) => {
      const out = edge.from === id;
      const named = [goTo("edge", edge.id), " ", goTo("node", out ? edge.to : edge.from)];
      const said = [edge.data.sentences, edge.data.modality].filter(Boolean).map(values).join(", ");
      return element("li", "", ...(out || !data.directed ? named : named.reverse()), ` (${said})`);
    });
    return [element("h3", text(heading)), element("ul", "", ...items)];
  }

  function showNode(id) {
    const node = nodes.get(id);
    details.replaceChildren(
      element("h2", label(node)), element("div", other(node)),
      facts([["id", id], ["class", node.data[`class_${language}`] ?? node.data.item_class], ["trends", values(node.data.trends)]]),
      ...(data.directed ? [...linksOf(id, ["from"], "out"), ...linksOf(id, ["to"], "in")] : linksOf(id, ["from", "to"], "both")));
  }

  function showEdge(id) {
    const edge = edges.get(id);
    details.replaceChildren(
      element("h2", "", goTo("node", edge.from), ` ${label(edge)} `, goTo("node", edge.to)),
      facts([["relation", edge.data.relation], ["modality", values(edge.data.modality)], ["basis", values(edge.data.basis)],
        ["sentences", values(edge.data.sentences)], ["support", edge.data.support],
        ["via", edge.data.via], ["rule", edge.data.rule], ["shared", values(edge.data.shared)], ["report", edge.data.report],
        ["layer", values(edge.data.layer)]]));
  }

  function select(kind, id) {
    selected = [kind, id];
    if (kind === "node") {
      network.selectNodes([id]);
      showNode(id);
    } else {
      network.selectEdges([id]);
      showEdge(id);
    }
  }

  function clear() {
    selected = null;
    details.replaceChildren(element("p", text("hint")));
  }

  function speak() {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
    const classes = new Map(data.nodes.map((node) => [node.data.item_class, node.data[`class_${language}`]]));
    for (const node of document.querySelectorAll("[data-class]")) node.textContent = classes.get(node.dataset.class) ?? node.dataset.class;
    document.getElementById("language").textContent = text("language");
    document.getElementById("count").textContent = TEXTS[language].count(data.nodes.length, data.edges.length);
    nodes.update(data.nodes.map((node) => ({ id: node.id, label: label(node), title: other(node) })));
    edges.update(data.edges.map((edge) => ({ id: edge.id, title: label(edge) })));
    if (selected) select(...selected);
    else clear();
  }

  for (const mark of document.querySelectorAll("[data-colour]")) mark.style.color = mark.dataset.colour;
  const names = document.getElementById("names");
  for (const node of data.nodes) {
    for (const name of [node.data.label_zh, node.data.label_en]) {
      if (name) names.append(Object.assign(document.createElement("option"), { value: name }));
    }
  }

  network.on("click", (event) => {
    if (event.nodes.length) select("node", event.nodes[0]);
    else if (event.edges.length) select("edge", event.edges[0]);
    else clear();
  });
  document.getElementById("language").addEventListener("click", () => {
    language = language === "en" ? "zh" : "en";
    speak();
  });
  document.getElementById("legend").addEventListener("change", (event) => {
    if (event.target.checked) shown.add(event.target.value);
    else shown.delete(event.target.value);
    visible.refresh();
  });
  search.addEventListener("change", () => {
    const wanted = search.value.trim().toLowerCase();
    const found = data.nodes.find((node) =>
      [node.id, node.data.label_zh, node.data.label_en].some((name) => name && name.toLowerCase() === wanted))
      ?? data.nodes.find((node) => [node.data.label_zh, node.data.label_en].some((name) => name && wanted && name.toLowerCase().includes(wanted)));
    if (!found) return;
    select("node", found.id);
    network.focus(found.id, { scale: 1.2 });
  });
  speak();
  network.fit();
})();
