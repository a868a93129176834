// Opens each tab and all details of a report, measures what a person would see and tells the parent.
window.onload = () => {
  const page = document.documentElement;
  const found = { size: page.clientWidth, wide: [], cut: [], overlapping: [], covered: [], missing: [], sliding: [] };
  const box = (element) => element.getBoundingClientRect();
  const inside = (a, b) =>
    a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const apart = (a, b) =>
    a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 2 || b.bottom <= a.top + 2;

  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  for (const tab of document.querySelectorAll("input[type=radio]")) {
    tab.checked = true;
    if (page.scrollWidth > page.clientWidth) found.wide.push(tab.id);
    const drawings = [...document.querySelectorAll("svg")].filter((svg) => box(svg).width > 0);
    if (drawings.length !== 9) found.missing.push(`${tab.id}: ${drawings.length} drawings`);
    for (const svg of drawings) {
      const name = svg.querySelector("title").textContent;
      const texts = [...svg.querySelectorAll("text")];
      for (const text of texts) {
        if (!inside(box(text), box(svg))) found.cut.push(`${name}: ${text.textContent}`);
      }
      // The boxes of turned texts overlap though the texts do not; hints may lie over grid lines.
      const straight = texts.filter((text) => !text.matches("[transform], .hint"));
      straight.forEach((text, i) => straight.slice(i + 1).forEach((other) => {
        if (!apart(box(text), box(other))) {
          found.overlapping.push(`${name}: ${text.textContent} / ${other.textContent}`);
        }
      }));
    }
    // A laptop shows all columns of a table; a phone slides it below the names of its rows.
    for (const frame of page.clientWidth < 1000 ? [] : document.querySelectorAll(".scroll:has(table)")) {
      if (frame.scrollWidth > frame.clientWidth + 1) {
        found.sliding.push(`${tab.id}: ${frame.querySelector("thead").textContent.slice(0, 60)} ${frame.scrollWidth - frame.clientWidth}`);
      }
    }
    for (const field of document.querySelectorAll("td, th, h2, h3, h4, p, li")) {
      if (box(field).width > 0 && field.scrollWidth > field.clientWidth + 1) {
        found.covered.push(field.textContent.slice(0, 40));
      }
    }
  }
  parent.postMessage(JSON.stringify(found), "*");
};
