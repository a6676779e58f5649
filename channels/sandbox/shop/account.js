// Signing in to the sample shop: no password, it is a demo. The shop's server signs who the visitor is for the chat.
"use strict";
(() => {
  const words = {
    en: { in: "Sign in", out: "Sign out", email: "Your e-mail", account: "Shop account", as: "Signed in as" },
    ru: { in: "Войти", out: "Выйти", email: "Ваша почта", account: "Учётная запись магазина", as: "Вы вошли как" },
  }[document.documentElement.lang === "ru" ? "ru" : "en"];
  const kept = () => localStorage.getItem("shop.account") ?? "";
  window.RapportIdentity = kept() === "" ? undefined : signed;

  async function signed() {
    const answer = await fetch("/shop/identity", { method: "POST", body: JSON.stringify({ email: kept() }) });
    return answer.ok ? (await answer.json()).identity : "";
  }

  function show() {
    const place = document.querySelector("[data-account]");
    const form = document.createElement("form");
    const button = document.createElement("button");
    if (kept() === "") {
      const input = document.createElement("input");
      input.type = "email";
      input.required = true;
      input.placeholder = words.email;
      input.setAttribute("aria-label", words.account);
      button.textContent = words.in;
      form.append(input, button);
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        localStorage.setItem("shop.account", input.value.trim());
        show();
        await window.Rapport?.identify(signed);
      });
    } else {
      const who = document.createElement("span");
      who.textContent = `${words.as} ${kept()}`;
      button.textContent = words.out;
      form.append(who, button);
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        localStorage.removeItem("shop.account");
        show();
        await window.Rapport?.logout();
      });
    }
    place.replaceChildren(form);
  }
  show();
})();
