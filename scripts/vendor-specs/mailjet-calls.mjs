/** Every call that our Mailjet client makes, recorded on its way to the stand-in: all types of mail in both languages. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const KEYS = { apiKey: 'recorded-key', apiSecret: 'recorded-secret' };
const TEMPLATE = 4_711;

/** A path of the descriptions that these calls belong to. */
export const describedBy = '/v3.1/send';

/** Sends everything and answers what was sent and received, in order. */
export async function record(dist) {
  const load = (path) => import(pathToFileURL(join(dist, 'src', path)).href);
  const { startMailjetStandIn } = await load('sandbox/mailjet/index.js');
  const standIn = await startMailjetStandIn(KEYS);
  const calls = [];
  const recorder = await startRecorder(standIn.url, calls);
  try {
    await sendAll(load, recorder.url);
  } finally {
    recorder.close();
    await standIn.close();
  }
  return calls;
}

async function sendAll(load, apiBase) {
  const { loadConfig } = await load('common/config/load-config.js');
  const { Clock } = await load('common/clock/clock.js');
  const { uuidv7 } = await load('common/database/ids.js');
  const { SignedTokens } = await load('common/security/signed-tokens.js');
  const { MailComposer } = await load('modules/notifications/mail-composer.service.js');
  const { MailRenderer } = await load('modules/notifications/mail-renderer.service.js');
  const { MailjetEmailSender } = await load('modules/notifications/mailjet.email-sender.js');
  const { mailSample } = await load('modules/notifications/mail-samples.js');
  const { mailVariables } = await load('modules/notifications/mail-variables.schemas.js');
  const types = Object.keys(mailVariables);

  const client = (more = {}) => {
    const config = loadConfig({
      cwd: '/app',
      readFile: () => null,
      env: {
        MODE: 'test',
        MAILJET__API_KEY: KEYS.apiKey,
        MAILJET__API_SECRET: KEYS.apiSecret,
        MAILJET__API_BASE: apiBase,
        MAILJET__TYPES__DEFAULT__FROM_EMAIL: 'billing@example.com',
        ...more,
      },
    });
    const sender = new MailjetEmailSender(config);
    const tokens = new SignedTokens(config.security.keys);
    return { sender, composer: new MailComposer(config, new Clock(), tokens, new MailRenderer(), sender) };
  };
  const mailOf = ({ composer }, type, locale, toEmail = 'sara@example.com') =>
    composer.compose({
      id: uuidv7(),
      type,
      locale,
      toEmail,
      toName: 'Sara',
      variables: mailSample(type, locale),
    }).mail;

  const ours = client();
  const mails = ['en', 'ar'].flatMap((locale) => types.map((type) => mailOf(ours, type, locale)));
  await ours.sender.send(mails);
  await ours.sender.send([mailOf(ours, 'receipt', 'en'), mailOf(ours, 'receipt', 'en', 'sara@nowhere')]);
  const theirs = client(
    Object.fromEntries(
      types.map((type) => [`MAILJET__TYPES__${type.toUpperCase()}__TEMPLATE_ID`, String(TEMPLATE)]),
    ),
  );
  await theirs.sender.send(types.map((type) => mailOf(theirs, type, 'en')));
  await ours.sender.find(mails[0].id);
  await ours.sender.check();
  await client({ MAILJET__API_SECRET: 'wrong' })
    .sender.send([mails[0]])
    .catch(() => null);
}

/** Passes every call on. The client reaches it as a proxy, so an address may come whole. */
async function startRecorder(target, calls) {
  const server = createServer(async (request, response) => {
    const { pathname, search, searchParams } = new URL(request.url, target);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const answer = await fetch(`${target}${pathname}${search}`, {
      method: request.method,
      headers: { authorization, 'content-type': type },
      ...(body === '' ? {} : { body }),
    });
    const text = await answer.text();
    calls.push({
      method: request.method,
      path: pathname,
      query: new Map(searchParams),
      headers: new Map([['content-type', type]]),
      body: body === '' ? null : JSON.parse(body),
      status: answer.status,
      answer: text.startsWith('{') ? JSON.parse(text) : null,
      areErrorsDescribed: true,
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(text);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String(server.address().port)}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
