const box = document.getElementById("refresh");
box.closest("label").hidden = false;
async function refresh() {
  if (!box.checked || document.hidden || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const shown = document.querySelector("main");
    if (!shown.contains(document.activeElement) && shown.innerHTML !== fresh.innerHTML) shown.replaceWith(fresh);
  } catch { /* the engine is restarting: the next try will tell */ }
}
setInterval(refresh, 3000);
