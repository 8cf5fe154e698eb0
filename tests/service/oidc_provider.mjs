// A certified OpenID Connect provider on loopback, for the tests: node oidc_provider.mjs PORT BACK. Whoever gives a login name is in.

import { Provider } from "oidc-provider";

const [port, back] = process.argv.slice(2);
const people = { lina: { name: "Lina Martin" }, bob: { given_name: "Bob", family_name: "Noël" }, nameless: {} };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "pixauthor", client_secret: process.env.OIDC_SECRET, redirect_uris: [back], response_types: ["code"], grant_types: ["authorization_code"] }],
  cookies: { keys: ["of a test"] },
  claims: { openid: ["sub"], profile: ["name", "given_name", "family_name", "preferred_username"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => (id in people ? { accountId: id, claims: () => ({ sub: id, ...people[id] }) } : undefined),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  const [, room, uid, login] = ctx.path.split("/");
  if (room !== "interaction") return next();
  if (!login) {
    ctx.type = "html";
    ctx.body = `<!doctype html><html lang="en"><title>Provider</title><main><h1>Provider</h1><ul>${Object.keys(people)
      .map((name) => `<li><a href="/interaction/${uid}/${name}">${name}</a></li>`)
      .join("")}<li><a href="/interaction/${uid}/nobody">nobody</a></li></ul></main>`;
    return undefined;
  }
  const result = login in people ? { login: { accountId: login } } : { error: "access_denied", error_description: "no such person" };
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
