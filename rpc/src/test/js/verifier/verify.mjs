// Verifies a credential's classic proof with @digitalbazaar/vc; run by IndependentVerifierTest.
import fs from "node:fs";
import * as vc from "@digitalbazaar/vc";
import jsigs from "jsonld-signatures";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";

const [badge, context, method, publicKeyMultibase] = process.argv.slice(2);
const controller = method.split("#")[0];
const key = {
  "@context": "https://w3id.org/security/multikey/v1",
  id: method,
  type: "Multikey",
  controller,
  publicKeyMultibase,
};
const own = {
  [method]: key,
  [controller]: { "@context": ["https://www.w3.org/ns/did/v1"], id: controller, assertionMethod: [key] },
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": JSON.parse(fs.readFileSync(context)),
};
const documentLoader = jsigs.extendContextLoader(async (url) =>
  own[url] ? { contextUrl: null, documentUrl: url, document: own[url] } : vc.defaultDocumentLoader(url),
);
const result = await vc.verifyCredential({
  credential: JSON.parse(fs.readFileSync(badge)),
  suite: new DataIntegrityProof({ cryptosuite }),
  documentLoader,
});
console.log("VERIFIED", result.verified);
if (!result.verified) console.log(JSON.stringify(result.error?.errors?.map((e) => e.message)));
