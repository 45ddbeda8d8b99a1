package io.ixi.rpc.web;

import com.google.protobuf.Message;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.rpc.Backend;
import io.ixi.rpc.credential.CredentialException;
import io.ixi.rpc.credential.DidDocument;
import io.ixi.rpc.credential.StatusList;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.proto.KernelError;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** DID Resolution over HTTP, and status lists of the chain as credentials. For chains with the module ssi. */
final class IdentityDoor {
    static final String IDENTIFIERS = "/1.0/identifiers/{did}";
    static final String STATUS = "/1.0/status/{issuer}/{purpose}/{list}";

    /** Costs, see {@link io.ixi.rpc.call.Traits}: one account; a list of 16 KiB that is packed. */
    private static final int RESOLVING = 4;

    private static final int LISTING = 40;

    private static final String RESOLUTION = "application/did-resolution";
    private static final String DOCUMENT = "application/did";
    private static final String CREDENTIAL = "application/vc";
    private static final String ERRORS = "https://www.w3.org/ns/did#";
    private static final Map<String, String> PURPOSES =
            Map.of("revocation", "PURPOSE_REVOCATION", "suspension", "PURPOSE_SUSPENSION", "message", "PURPOSE_OWN");

    private final Access access;
    private final Backend backend;

    IdentityDoor(Access access, Backend backend) {
        this.access = access;
        this.backend = backend;
    }

    /** The document alone, or with metadata for those who accept {@code application/did-resolution}. */
    void resolve(Context context) {
        String did = context.pathParam("did");
        String accept = Optional.ofNullable(context.header("Accept")).orElse("*/*");
        boolean whole = accept.contains(RESOLUTION);
        if (!whole && !accept.contains(DOCUMENT) && !accept.contains("json") && !accept.contains("*/*")) {
            failed(context, 406, "REPRESENTATION_NOT_SUPPORTED", "ask for " + DOCUMENT + " or " + RESOLUTION);
            return;
        }
        if (!did.startsWith("did:")) {
            failed(context, 400, "INVALID_DID", "a DID begins with did:");
            return;
        }
        if (!did.startsWith(DidDocument.PREFIX)) {
            failed(context, 501, "METHOD_NOT_SUPPORTED", "only " + DidDocument.PREFIX + " is resolved here");
            return;
        }
        if (!access.admits(context, RESOLVING)) {
            return;
        }
        try {
            Address account = Address.parse(did.substring(DidDocument.PREFIX.length()));
            Optional<JsonNode> answer = ask("ssi/did", Json.object().put("account", account.text()));
            if (answer.isEmpty()) {
                failed(context, 501, "METHOD_NOT_SUPPORTED", "this chain has no identities");
                return;
            }
            document(context, DidDocument.of(answer.get()), whole);
        } catch (MalformedException e) {
            failed(context, 400, "INVALID_DID", "the address is not valid");
        } catch (RejectedException | CredentialException e) {
            failed(context, 404, "NOT_FOUND", String.valueOf(e.getMessage()));
        }
    }

    private static void document(Context context, DidDocument document, boolean whole) {
        if (document.empty()) {
            failed(context, 404, "NOT_FOUND", "the account has sent nothing yet");
            return;
        }
        ObjectNode body = document.json();
        if (whole) {
            ObjectNode result = Json.object();
            result.set("didDocument", body);
            result.putObject("didResolutionMetadata").put("contentType", DOCUMENT);
            result.set("didDocumentMetadata", document.metadata());
            body = result;
        }
        context.status(document.deactivated() ? 410 : 200);
        write(context, whole ? RESOLUTION : DOCUMENT, body);
    }

    private static void failed(Context context, int status, String error, String detail) {
        ObjectNode body = Json.object();
        body.putNull("didDocument");
        body.putObject("didResolutionMetadata")
                .putObject("error")
                .put("type", ERRORS + error)
                .put("detail", detail);
        body.putObject("didDocumentMetadata");
        context.status(status);
        write(context, RESOLUTION, body);
    }

    private static void write(Context context, String type, ObjectNode body) {
        context.contentType(type).header("Cache-Control", "no-store").result(Json.write(body));
    }

    /** A list from the state as a BitstringStatusListCredential without proof. */
    void status(Context context) {
        if (!access.admits(context, LISTING)) {
            return;
        }
        String purpose = context.pathParam("purpose");
        ObjectNode params = Json.object()
                .put("issuer", context.pathParam("issuer"))
                .put("purpose", PURPOSES.getOrDefault(purpose, ""))
                .put("list", context.pathParam("list"));
        try {
            Optional<JsonNode> answer = ask("ssi/statusList", params);
            if (answer.isEmpty()) {
                HttpDoor.refuse(context, 501, 0, "this chain has no identities");
                return;
            }
            byte[] bits = HexFormat.of().parseHex(answer.get().path("bits").asString(""));
            String now = Instant.ofEpochSecond(backend.status().heightTimeMs() / 1_000)
                    .toString();
            String issuer = DidDocument.PREFIX + context.pathParam("issuer");
            write(context, CREDENTIAL, StatusList.credential(context.url(), issuer, purpose, bits, now));
        } catch (RejectedException e) {
            HttpDoor.refuse(context, 404, 0, "there is no such list");
        }
    }

    /** Empty if the chain has no such query. Parameters that are none are refused like what is not there. */
    private Optional<JsonNode> ask(String path, ObjectNode params) throws RejectedException {
        Optional<QuerySpec> query = backend.registry().query(path);
        if (query.isEmpty()) {
            return Optional.empty();
        }
        Message message;
        try {
            message = ProtoJson.fromJson(params, query.get().params());
        } catch (InvalidJsonException e) {
            throw RejectedException.of(KernelError.NOT_FOUND, String.valueOf(e.getMessage()));
        }
        return Optional.of(ProtoJson.toJson(
                backend.query(query.get(), message, OptionalLong.empty(), false).result()));
    }
}
