// In place of Cypress, whose program no package registry has: its commands, as its documentation says of each, in a page.
// Commands are put in line and run one after another; what a callback calls runs next.
(() => {
  const commands = {};
  let queue = [];
  const enqueue = (action) => queue.push(action);
  const run = async () => {
    while (queue.length) {
      const action = queue.shift();
      const rest = queue;
      queue = [];
      await action();
      queue = [...queue, ...rest];
    }
  };
  const known = { setCookie: ["domain", "hostOnly", "httpOnly", "path", "secure", "sameSite", "expiry", "log"], visit: ["log", "onBeforeLoad"] };
  const check = (name, options) => {
    const unknown = Object.keys(options).filter((one) => !known[name].includes(one));
    if (unknown.length) throw new Error(`cy.${name} has no option ${unknown}`);
  };
  window.ran = { sessions: [], cookies: [], visits: [] };
  window.Cypress = { Commands: { add: (name, run) => { commands[name] = run; } } };
  window.cy = {
    fixture: (name) => ({
      then: (use) => enqueue(async () => use(await (await fetch(`/fixtures/${name}`)).json())),
    }),
    session: (id, setUp) => enqueue(() => { window.ran.sessions.push(id); setUp(); }),
    setCookie: (name, value, options) => enqueue(() => {
      check("setCookie", options);
      window.ran.cookies.push({ name, value, ...options });
    }),
    visit: (url, options) => enqueue(() => {
      check("visit", options);
      window.ran.visits.push(url);
      options.onBeforeLoad(window);
    }),
  };
  window.runCommand = async (name, ...given) => {
    commands[name](...given);
    await run();
    return window.ran;
  };
})();
