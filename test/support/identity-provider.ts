import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A real OpenID Connect provider on the loopback, and whoever sits at the browser. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Who answers when the provider asks for a sign-in; null refuses. */
  person: string | null;
  /** Answers instead of the provider where it returns true. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | null;
  /** How many requests came, by path. */
  readonly asked: string[];
  /** Whose access token that is, if it is valid now. */
  ownerOf(accessToken: string): Promise<string | null>;
  /** Makes a token worthless, as an administrator does. */
  revoke(token: string): Promise<void>;
  /** Opens a page as the system's browser does, with its cookies, and follows wherever it is sent, forms included. */
  browse(url: string): Promise<{ readonly url: string; readonly status: number; readonly text: string }>;
  away(): Promise<void>;
  back(): Promise<void>;
}

export const CLIENT_ID = 'afterword';

/** How long its tokens are valid, in seconds. */
export interface IdentityProviderOptions {
  readonly accessSeconds?: number;
  readonly refreshSeconds?: number;
}

export async function startIdentityProvider({
  accessSeconds = 300,
  refreshSeconds = 3_600,
}: IdentityProviderOptions = {}): Promise<IdentityProvider & { close(): Promise<void> }> {
  const cookies = new Map<string, string>();
  let provider: Provider | null = null;
  const asked: string[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(pathname);
    if (idp.intercept?.(request, response) === true || provider === null) return;
    if (!pathname.startsWith('/interaction/')) {
      provider.callback()(request, response);
      return;
    }
    const accountId = idp.person;
    const refused = { error: 'access_denied', error_description: 'The person has gone away' };
    await provider.interactionFinished(
      request,
      response,
      accountId === null ? refused : { login: { accountId }, consent: {} },
    );
  }

  const make = () =>
    createServer((request, response) => {
      void handle(request, response);
    });
  let server = make();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${String(port)}`;

  let last: Promise<unknown> = Promise.resolve();

  async function visit(url: string): Promise<{ url: string; status: number; text: string }> {
    let body: URLSearchParams | null = null;
    for (let at = url, steps = 0; ; steps += 1) {
      if (steps > 20) throw new Error('The provider sends the browser in a circle');
      const isOurs = at.startsWith(issuer);
      const cookie = isOurs ? [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') : '';
      const answer: Response = await fetch(at, {
        redirect: 'manual',
        ...(body === null ? {} : { method: 'POST', body }),
        headers: { 'accept-language': 'de-DE,en;q=0.5', ...(cookie === '' ? {} : { cookie }) },
      });
      body = null;
      for (const set of isOurs ? answer.headers.getSetCookie() : []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const next = answer.headers.get('location');
      if (next !== null) {
        at = new URL(next, at).href;
        continue;
      }
      const text = await answer.text();
      // A page that ends another person's session is a form that sends itself, or asks whether to.
      const form = isOurs ? /<form[^>]* action="([^"]+)"/.exec(text) : null;
      if (form === null) return { url: at, status: answer.status, text };
      const inputs = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      body = new URLSearchParams(inputs.map(([, name = '', value = '']) => [name, value]));
      body.set('logout', 'yes');
      at = new URL(form[1] ?? '', at).href;
    }
  }

  const idp: IdentityProvider = {
    issuer,
    clientId: CLIENT_ID,
    person: 'ana',
    intercept: null,
    asked,
    async ownerOf(accessToken) {
      const found = await provider?.AccessToken.find(accessToken);
      return found?.isValid === true ? found.accountId : null;
    },
    async revoke(token) {
      const found = (await provider?.AccessToken.find(token)) ?? (await provider?.RefreshToken.find(token));
      await found?.destroy();
    },
    browse(url) {
      // One page after another, as a person reads them.
      const page = last.then(() => visit(url));
      last = page.catch(() => {});
      return page;
    },
    async away() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async back() {
      server = make();
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };

  provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: () => Promise.resolve(true),
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'lcm_user'] },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => Promise.resolve({ sub: accountId, lcm_user: accountId.toUpperCase() }),
    }),
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: accessSeconds,
      RefreshToken: refreshSeconds,
      IdToken: 300,
      Session: 3_600,
      Grant: 3_600,
      Interaction: 600,
    },
    cookies: { keys: ['only for tests'] },
    // Nobody is asked what Afterword may do: the site has decided that.
    async loadExistingGrant(context: {
      oidc: { session: { accountId: string }; client: { clientId: string }; provider: Provider };
    }) {
      const grant = new context.oidc.provider.Grant({
        accountId: context.oidc.session.accountId,
        clientId: context.oidc.client.clientId,
      });
      grant.addOIDCScope('openid offline_access');
      await grant.save();
      return grant;
    },
  });

  return Object.assign(idp, {
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
