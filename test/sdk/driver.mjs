// driver.mjs lets a test speak through the official SDK. The first line on stdin
// is the SDK's configuration as JSON; each further line is a request, and each
// gets one line on stdout, in the order in which they end:
//
//   {"id":1,"op":"exec","method":"alipay.trade.query","bizContent":{...},"params":{...}}
//   {"id":2,"op":"curl","method":"POST","path":"/v3/alipay/trade/query","options":{"body":{...}}}
//   {"id":3,"op":"page","method":"alipay.trade.page.pay","httpMethod":"GET","bizContent":{...},"params":{...}}
//   {"id":4,"op":"order","method":"alipay.trade.app.pay","bizContent":{...},"params":{...}}
//   {"id":5,"op":"notify","params":{...}}
//
//   {"id":1,"result":...} or {"id":1,"error":{"message":"...","code":"...","status":404,"traceId":"..."}}
//
// Answers of v1 are always verified: without validateSign the SDK takes a forged
// answer for a true one.
import { createInterface } from 'node:readline';
import { AlipaySdk } from 'alipay-sdk';

let sdk;

const does = {
  exec: r => sdk.exec(r.method, { ...r.params, ...content(r) }, { ...r.options, validateSign: true }),
  curl: r => sdk.curl(r.method, r.path, r.options),
  page: r => sdk.pageExecute(r.method, r.httpMethod ?? 'GET', { ...r.params, ...content(r) }),
  order: r => sdk.sdkExecute(r.method, { ...r.params, ...content(r) }),
  notify: r => sdk.checkNotifySignV2(r.params),
};

function content(r) {
  return r.bizContent === undefined ? {} : { bizContent: r.bizContent };
}

async function answer(r) {
  try {
    return { id: r.id, result: await does[r.op](r) };
  } catch (e) {
    const error = { message: e.message, code: e.code, status: e.responseHttpStatus, traceId: e.traceId };
    return { id: r.id, error };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const r = JSON.parse(line);
  if (sdk === undefined) {
    sdk = new AlipaySdk(r);
    continue;
  }
  answer(r).then(a => process.stdout.write(JSON.stringify(a) + '\n'));
}
