package io.ixi.cli;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.credential.ChainCredential;
import io.ixi.rpc.credential.CredentialException;
import io.ixi.rpc.credential.CredentialKey;
import io.ixi.rpc.credential.DataIntegrity;
import io.ixi.rpc.credential.DidDocument;
import io.ixi.rpc.credential.Jose;
import io.ixi.rpc.credential.StatusList;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi credential ...}: credentials of the chain in the forms of W3C and JOSE. */
@Command(name = "credential")
final class CredentialCommand extends Group {
    private static final long MAX_FILE_BYTES = 4 << 20;

    private CredentialCommand(Terminal terminal) {
        super(terminal);
    }

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new CredentialCommand(terminal))
                .addSubcommand(new Export(terminal))
                .addSubcommand(new Verify(terminal));
    }

    /** How a credential is written. */
    enum Form {
        LDP,
        JWT,
        SD_JWT
    }

    /** What every command here needs. */
    private abstract static class Asking implements Runnable {
        final Terminal terminal;

        @Option(names = "--rpc", paramLabel = "URL")
        private @Nullable String rpc;

        Asking(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract void act(Door door) throws CredentialException;

        @Override
        public void run() {
            try (Door door = Door.open(terminal, rpc)) {
                act(door);
            } catch (CredentialException e) {
                throw new FailedException(FailedException.FAILED, "CREDENTIAL", String.valueOf(e.getMessage()), null);
            }
        }

        String node() {
            return rpc != null ? rpc : terminal.environment("IXI_NODE").orElse(Door.DEFAULT);
        }

        static JsonNode ask(Door door, String path, ObjectNode params) {
            ObjectNode request = Json.object().put("path", path);
            request.set("params", params);
            return door.call("ixi_query", request).path("result");
        }

        static DidDocument resolve(Door door, String did) throws CredentialException {
            if (!did.startsWith(DidDocument.PREFIX)) {
                throw new CredentialException("only " + DidDocument.PREFIX + " is resolved here: " + did);
            }
            String account = did.substring(DidDocument.PREFIX.length());
            return DidDocument.of(ask(door, "ssi/did", Json.object().put("account", account)));
        }

        static String chain(Door door) {
            return door.call("ixi_getBlock", Json.object())
                    .path("header")
                    .path("chain")
                    .asString("");
        }
    }

    static byte[] read(Terminal terminal, Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("it is larger than " + MAX_FILE_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FailedException(
                    FailedException.FAILED, "FILE", terminal.text("file.unread", file, e.toString()), null);
        }
    }

    static void write(Terminal terminal, Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new FailedException(
                    FailedException.FAILED, "FILE", terminal.text("file.unwritten", file, e.toString()), null);
        }
    }

    private static ObjectNode object(byte[] content) throws CredentialException {
        try {
            if (Json.read(content) instanceof ObjectNode object) {
                return object;
            }
        } catch (InvalidJsonException e) {
            throw new CredentialException("not JSON: " + e.getMessage());
        }
        throw new CredentialException("not a JSON object");
    }

    @Command(name = "export")
    private static final class Export extends Asking {
        private final KeyRing ring;

        @Parameters(paramLabel = "ID", descriptionKey = "credential.id")
        private String id = "";

        @Option(names = "--claims", paramLabel = "FILE", required = true, descriptionKey = "credential.claims")
        private Path claims = Path.of("");

        @Option(names = "--from", paramLabel = "KEY", required = true, descriptionKey = "credential.from")
        private String from = "";

        @Option(names = "--format", paramLabel = "FORM", defaultValue = "LDP", descriptionKey = "credential.format")
        private Form form = Form.LDP;

        @Option(names = "--ed25519", paramLabel = "FILE", descriptionKey = "credential.ed25519")
        private @Nullable Path ed25519;

        @Option(names = "--status-url", paramLabel = "URL", descriptionKey = "credential.status")
        private @Nullable String status;

        @Option(names = "--out", paramLabel = "FILE", descriptionKey = "credential.out")
        private @Nullable Path out;

        @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "credential.password")
        private @Nullable Path password;

        Export(Terminal terminal) {
            super(terminal);
            this.ring = new KeyRing(terminal);
        }

        @Override
        void act(Door door) throws CredentialException {
            JsonNode info = ask(door, "ssi/credential", Json.object().put("credential", id));
            String lists = status != null ? status : node() + "/1.0/status";
            ObjectNode credential = ChainCredential.of(info, object(read(terminal, claims)), chain(door), lists);
            DidDocument issuer = resolve(door, ChainCredential.issuer(credential));
            String secured;
            try (CredentialKey key = CredentialKey.of(ring.unlock(from, password))) {
                secured = secured(credential, issuer, key);
            }
            if (out != null) {
                write(terminal, out, secured.getBytes(StandardCharsets.UTF_8));
                terminal.note(terminal.text("credential.written", out));
            } else {
                terminal.line(secured);
            }
        }

        private String secured(ObjectNode credential, DidDocument issuer, CredentialKey key)
                throws CredentialException {
            String method = issuer.methodOf(key.publicKey());
            return switch (form) {
                case JWT -> Jose.jwt(credential, key, method);
                case SD_JWT -> Jose.sdJwt(credential, key, method, new SecureRandom());
                case LDP -> Json.pretty(proofs(credential, issuer, key, method));
            };
        }

        /** The classic proof first, if asked for: old verifiers read no further. */
        private ObjectNode proofs(ObjectNode credential, DidDocument issuer, CredentialKey key, String method)
                throws CredentialException {
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            ObjectNode secured = credential;
            if (ed25519 != null) {
                try (CredentialKey classic = classic(ed25519)) {
                    secured = DataIntegrity.sign(
                            secured,
                            DataIntegrity.Suite.EDDSA_RDFC_2022,
                            classic,
                            issuer.methodOf(classic.publicKey()),
                            now);
                }
            }
            return DataIntegrity.sign(secured, DataIntegrity.Suite.MLDSA44_JCS_2024, key, method, now);
        }

        private CredentialKey classic(Path file) throws CredentialException {
            byte[] seed = {};
            try {
                seed = HexFormat.of().parseHex(new String(read(terminal, file), StandardCharsets.US_ASCII).strip());
                if (seed.length != CredentialKey.SEED_BYTES) {
                    throw new CredentialException("a seed has 64 hex digits");
                }
                byte[] publicKey = new Ed25519PrivateKeyParameters(seed, 0)
                        .generatePublicKey()
                        .getEncoded();
                return CredentialKey.ed25519(seed, Bytes.wrap(publicKey));
            } catch (IllegalArgumentException e) {
                throw new CredentialException("a seed has 64 hex digits");
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        }
    }

    @Command(name = "verify")
    private static final class Verify extends Asking {
        @Parameters(paramLabel = "FILE", descriptionKey = "credential.file")
        private Path file = Path.of("");

        Verify(Terminal terminal) {
            super(terminal);
        }

        /** One thing that was looked at. */
        private record Check(String what, boolean ok, String detail) {}

        @Override
        void act(Door door) throws CredentialException {
            String text = new String(read(terminal, file), StandardCharsets.UTF_8).strip();
            DataIntegrity.Keys keys = method -> {
                int hash = method.indexOf('#');
                return resolve(door, hash < 0 ? method : method.substring(0, hash))
                        .assertion(method);
            };
            ObjectNode credential;
            List<DataIntegrity.Checked> proofs;
            if (text.startsWith("{")) {
                credential = object(text.getBytes(StandardCharsets.UTF_8));
                proofs = DataIntegrity.verify(credential, keys);
            } else {
                Jose.Opened opened = Jose.open(text, keys);
                credential = opened.credential();
                proofs = List.of(opened.proof());
            }
            report(checks(door, credential, proofs), credential);
        }

        private static List<Check> checks(Door door, ObjectNode credential, List<DataIntegrity.Checked> proofs) {
            List<Check> checks = new ArrayList<>();
            String issuer = ChainCredential.issuer(credential);
            if (proofs.isEmpty()) {
                checks.add(new Check("proof", false, "there is none"));
            }
            for (DataIntegrity.Checked proof : proofs) {
                boolean own = proof.verificationMethod().startsWith(issuer + "#");
                String detail = own ? proof.detail() : "the key is not the issuer's";
                checks.add(new Check("proof " + proof.suite(), proof.valid() && own, detail));
            }
            for (String fault : ChainCredential.faults(credential, Instant.now())) {
                checks.add(new Check("document", false, fault));
            }
            String id = ChainCredential.id(credential, chain(door));
            if (id.isEmpty()) {
                checks.add(new Check("chain", false, "the credential is not of this chain"));
            } else {
                JsonNode info = ask(door, "ssi/credential", Json.object().put("credential", id));
                String state = info.path("credential").path("status").asString("");
                checks.add(new Check("status on the chain", info.path("live").asBoolean(false), state));
                boolean same = issuer.equals(DidDocument.PREFIX
                        + info.path("credential").path("issuer").asString(""));
                checks.add(new Check("issuer on the chain", same, issuer));
                lists(door, credential, issuer, checks);
            }
            return checks;
        }

        private static void lists(Door door, ObjectNode credential, String issuer, List<Check> checks) {
            for (JsonNode entry : ChainCredential.statuses(credential)) {
                String purpose = entry.path("statusPurpose").asString("");
                String url = entry.path("statusListCredential").asString("");
                ObjectNode params = Json.object()
                        .put("issuer", issuer.substring(DidDocument.PREFIX.length()))
                        .put("purpose", purpose.equals("suspension") ? "PURPOSE_SUSPENSION" : "PURPOSE_REVOCATION")
                        .put("list", url.substring(url.lastIndexOf('/') + 1));
                JsonNode answer = ask(door, "ssi/statusList", params);
                byte[] bits = HexFormat.of().parseHex(answer.path("bits").asString(""));
                String index = entry.path("statusListIndex").asString("");
                boolean known = index.matches("[0-9]{1,6}");
                boolean set = known && StatusList.get(bits, Long.parseLong(index));
                checks.add(new Check("list of " + purpose, known && !set, set ? "the bit is set" : ""));
            }
        }

        private void report(List<Check> checks, ObjectNode credential) {
            boolean valid = checks.stream().allMatch(Check::ok);
            if (terminal.json()) {
                ObjectNode json = Terminal.JSON.createObjectNode().put("valid", valid);
                ArrayNode all = json.putArray("checks");
                checks.forEach(check -> all.addObject()
                        .put("check", check.what())
                        .put("ok", check.ok())
                        .put("detail", check.detail()));
                json.set("credential", credential);
                terminal.json(json);
            } else {
                checks.forEach(check -> terminal.line((check.ok() ? "  ok    " : "  FAIL  ")
                        + check.what()
                        + (check.detail().isEmpty() ? "" : ": " + check.detail())));
            }
            if (!valid) {
                throw new FailedException(
                        FailedException.REJECTED, "NOT_VALID", terminal.text("credential.invalid", file), null);
            }
            terminal.note(terminal.text("credential.valid", file));
        }
    }
}
