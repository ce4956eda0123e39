const box = document.getElementById("refresh");
if (box) box.closest("label").hidden = false;
const isUsed = shown => shown.contains(document.activeElement) || shown.querySelector("details[open]")
  || [...shown.querySelectorAll("input:not([type=hidden], [type=submit])")].some(one => one.value !== one.defaultValue);
async function refresh() {
  if (!box.checked || document.hidden || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const shown = document.querySelector("main");
    if (!isUsed(shown) && shown.innerHTML !== fresh.innerHTML) shown.replaceWith(fresh);
  } catch { /* the engine is restarting: the next try will tell */ }
}
if (box) setInterval(refresh, 3000);
