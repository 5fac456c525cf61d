// The table editor of a list: rows added, deleted and moved on the spot, keys, cells pasted from a spreadsheet. Every button works without it.
(() => {
  "use strict";
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const form = sheet.closest("form"), body = sheet.tBodies[0], blank = document.querySelector("template[data-blank]");
  const rows = () => [...body.rows], fields = row => [...row.querySelectorAll("td.cell :is(textarea, select)")];
  const rowOf = element => element.closest("tr[data-row]");
  const MOST = 150;  // rows that are posted at once
  let next = 90000, unsaved = false;

  const number = () => {
    const first = Number(form.elements.from.value) || 0;
    rows().forEach((row, at) => { row.querySelector(".place").textContent = first + at + 1; });
  };
  const made = () => {
    const row = blank.content.firstElementChild.cloneNode(true), at = next++;
    row.id = `row-${at}`;
    row.querySelectorAll("[name*='__n__'], [id*='__n__']").forEach(each => {
      for (const name of ["name", "id"]) if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace("__n__", at));
    });
    return row;
  };
  const add = (before, column = 0) => {
    const row = made();
    body.insertBefore(row, before);
    number();
    unsaved = true;
    fields(row)[column]?.focus();
    return row;
  };
  const move = (row, by) => {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    body.insertBefore(row, by < 0 ? other : other.nextElementSibling);
    number();
    unsaved = true;
  };
  const empty = row => fields(row).every(each => !each.value.trim());
  const remove = row => {
    const near = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    number();
    unsaved = true;
    if (near) fields(near)[0]?.focus(); else add(null);
  };
  const go = (row, column) => {
    const field = row && fields(row)[column];
    if (!field) return;
    field.focus();
    field.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  form.addEventListener("click", event => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const row = rowOf(button), verb = button.dataset.do;
    event.preventDefault();
    if (verb === "append") add(null);
    else if (verb === "add") add(row);
    else if (verb === "del") { if (empty(row) || window.confirm("删去这一行？")) remove(row); }
    else { move(row, verb === "up" ? -1 : 1); button.focus(); }
  });

  sheet.addEventListener("keydown", event => {
    const field = event.target.closest("td.cell :is(textarea, select)");
    if (!field) return;
    const row = rowOf(field), column = fields(row).indexOf(field);
    const down = event.key === "ArrowDown", up = event.key === "ArrowUp";
    if (event.altKey && (up || down)) { event.preventDefault(); move(row, up ? -1 : 1); field.focus(); }
    else if (event.ctrlKey && (up || down)) { event.preventDefault(); go(up ? row.previousElementSibling : row.nextElementSibling, column); }
    else if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); if (row.nextElementSibling) go(row.nextElementSibling, column); else add(null, column); }
  });

  // Cells copied from a spreadsheet: tabs between columns, lines between rows, a cell of several lines in quotation marks.
  const parted = text => {
    const lines = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at++) {
      const here = text[at], line = lines[lines.length - 1], last = line.length - 1;
      if (quoted && here === '"' && text[at + 1] === '"') { line[last] += '"'; at++; }
      else if (here === '"' && (quoted || line[last] === "")) quoted = !quoted;
      else if (!quoted && here === "\t") line.push("");
      else if (!quoted && here === "\n") lines.push([""]);
      else if (here !== "\r") line[last] += here;
    }
    if (lines.length > 1 && lines[lines.length - 1].join("") === "") lines.pop();
    return lines;
  };
  const put = (field, text) => {
    if (field.tagName !== "SELECT") { field.value = text; return; }
    const word = text.trim();
    if (word && ![...field.options].some(option => option.text === word)) field.add(new Option(word, word));
    field.value = word;
  };
  sheet.addEventListener("paste", event => {
    const field = event.target.closest("td.cell :is(textarea, select)"), text = event.clipboardData.getData("text/plain");
    if (!field || !text.includes("\t")) return;
    const lines = parted(text);
    event.preventDefault();
    if (rows().length + lines.length > MOST) { window.alert(`一次最多粘贴到 ${MOST} 行；更多的内容请用“导入表格”。`); return; }
    let row = rowOf(field);
    const column = fields(row).indexOf(field);
    lines.forEach((cells, at) => {
      if (at) row = row.nextElementSibling || add(null);
      fields(row).slice(column, column + cells.length).forEach((each, place) => put(each, cells[place]));
    });
    field.focus();
    unsaved = true;
  });

  sheet.addEventListener("input", event => {
    unsaved = true;
    const cell = event.target.closest("td.carried");
    if (!cell) return;
    cell.classList.remove("carried");
    cell.querySelector(".said-filled")?.remove();
    const marks = rowOf(cell).querySelector("input[name$='.marks']"), column = event.target.name.split(".").pop();
    marks.value = marks.value.split(" ").filter(each => each !== column).join(" ");
  });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", event => { if (unsaved) event.preventDefault(); });
})();
