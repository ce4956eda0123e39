const page = JSON.parse(document.getElementById("page").textContent);
document.body.insertAdjacentHTML("afterbegin", page);
