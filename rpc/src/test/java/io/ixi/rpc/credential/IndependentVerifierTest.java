package io.ixi.rpc.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ixi.rpc.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * The classic proof of a badge, verified by {@code @digitalbazaar/vc} on Node.js. Runs where Node.js is and
 * {@code -Dixi.npm} names a directory with node_modules that has @digitalbazaar/vc, data-integrity,
 * eddsa-rdfc-2022-cryptosuite, credentials-context and jsonld-signatures.
 */
class IndependentVerifierTest {
    @Test
    void theClassicProofHoldsForOthers(@TempDir Path dir) throws Exception {
        Path packages = Path.of(System.getProperty("ixi.npm", "none"));
        assumeTrue(
                Files.isDirectory(packages.resolve("node_modules/@digitalbazaar/vc")),
                "skipped: -Dixi.npm does not name a directory with @digitalbazaar/vc");
        try (CredentialKey classic = Samples.ed25519();
                CredentialKey quantum = Samples.mlDsa()) {
            String controller = "did:example:issuer";
            ObjectNode badge = Samples.badge();
            badge.remove("credentialStatus");
            ((ObjectNode) badge.path("issuer")).put("id", controller);
            badge.put("validFrom", "2025-01-01T00:00:00Z");
            String method = controller + "#assert-1";
            ObjectNode signed = DataIntegrity.sign(
                    badge, DataIntegrity.Suite.EDDSA_RDFC_2022, classic, method, "2025-01-02T00:00:00Z");
            assertThat(verified(packages, dir, signed, classic, method)).contains("VERIFIED true");
            ObjectNode altered = signed.deepCopy();
            altered.put("name", "Another badge");
            assertThat(verified(packages, dir, altered, classic, method)).contains("VERIFIED false");
            ObjectNode twice = DataIntegrity.sign(
                    signed,
                    DataIntegrity.Suite.MLDSA44_JCS_2024,
                    quantum,
                    controller + "#key-1",
                    "2025-01-02T00:00:00Z");
            assertThat(verified(packages, dir, twice, classic, method))
                    .as("a proof that it does not know is not in its way")
                    .contains("VERIFIED true");
        }
    }

    private static String verified(Path packages, Path dir, ObjectNode badge, CredentialKey key, String method)
            throws Exception {
        Files.write(dir.resolve("badge.json"), Json.write(badge));
        Path context = dir.resolve("badges.json");
        try (var in = Graphs.class.getResourceAsStream("contexts/open-badges-3.0.3.json")) {
            Files.write(context, Objects.requireNonNull(in).readAllBytes());
        }
        Path script = packages.resolve("ixi-verify.mjs");
        Files.writeString(script, """
            import fs from 'node:fs';
            import * as vc from '@digitalbazaar/vc';
            import jsigs from 'jsonld-signatures';
            import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
            import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
            const [dir, method, multibase] = process.argv.slice(2);
            const controller = method.split('#')[0];
            const credential = JSON.parse(fs.readFileSync(dir + '/badge.json'));
            const key = {'@context': 'https://w3id.org/security/multikey/v1', id: method, type: 'Multikey',
              controller, publicKeyMultibase: multibase};
            const document = {'@context': ['https://www.w3.org/ns/did/v1'], id: controller,
              assertionMethod: [key]};
            const badges = JSON.parse(fs.readFileSync(dir + '/badges.json'));
            const own = {[method]: key, [controller]: document,
              'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json': badges};
            const documentLoader = jsigs.extendContextLoader(async url => own[url]
              ? {contextUrl: null, documentUrl: url, document: own[url]}
              : vc.defaultDocumentLoader(url));
            const suite = new DataIntegrityProof({cryptosuite});
            const result = await vc.verifyCredential({credential, suite, documentLoader});
            console.log('VERIFIED ' + result.verified);
            if(!result.verified) { console.log(JSON.stringify(result.error?.errors?.map(e => e.message))); }
            """);
        Process process = new ProcessBuilder(
                        "node",
                        script.toString(),
                        dir.toString(),
                        method,
                        key.publicKey().multibase())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(out).isTrue();
        return out;
    }
}
