package io.ixi.rpc.credential;

import io.ixi.rpc.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Credentials of the chain in the shape of W3C Verifiable Credentials 2.0 and Open Badges 3.0, and their checks. */
public final class ChainCredential {
    private static final String CONTEXT = "https://www.w3.org/ns/credentials/v2";
    private static final String BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    private static final String ID = "urn:ixi:";

    private ChainCredential() {}

    /**
     * The credential without proof. Its claims are the holder's: the chain has none.
     *
     * @param info the answer of ssi/credential
     * @param claims about the subject; an {@code achievement} makes it an Open Badge
     * @param chain the chain's id
     * @param lists where status lists are served, like https://node.example/1.0/status
     */
    public static ObjectNode of(JsonNode info, ObjectNode claims, String chain, String lists)
            throws CredentialException {
        JsonNode credential = info.path("credential");
        String issuer = credential.path("issuer").asString("");
        String subject = credential.path("subject").asString("");
        if (issuer.isEmpty() || subject.isEmpty()) {
            throw new CredentialException("not an answer about a credential");
        }
        boolean badge = claims.has("achievement");
        ObjectNode json = Json.object();
        ArrayNode contexts = json.putArray("@context").add(CONTEXT);
        ArrayNode types = json.putArray("type").add("VerifiableCredential");
        json.put("id", ID + chain + ":" + info.path("id").asString(""));
        if (badge) {
            contexts.add(BADGES);
            types.add("OpenBadgeCredential");
            json.put("name", claims.path("achievement").path("name").asString(""));
            json.putObject("issuer")
                    .put("id", DidDocument.PREFIX + issuer)
                    .putArray("type")
                    .add("Profile");
        } else {
            json.put("issuer", DidDocument.PREFIX + issuer);
        }
        json.put("validFrom", DidDocument.time(credential.path("from_ms").asString("0")));
        String until = credential.path("until_ms").asString("0");
        if (!until.equals("0")) {
            json.put("validUntil", DidDocument.time(until));
        }
        ObjectNode about = Json.object().put("id", DidDocument.PREFIX + subject);
        if (badge) {
            about.putArray("type").add("AchievementSubject");
        }
        claims.properties().forEach(claim -> about.set(claim.getKey(), claim.getValue()));
        json.set("credentialSubject", about);
        List<JsonNode> status = status(credential, lists + "/" + issuer);
        // the schema of Open Badges has one entry: revocation, which is for good
        json.set("credentialStatus", badge ? status.getFirst() : Json.array().addAll(status));
        return json;
    }

    private static List<JsonNode> status(JsonNode credential, String lists) {
        long place = Long.parseLong(credential.path("status_index").asString("0"));
        List<JsonNode> entries = new ArrayList<>();
        for (String purpose : List.of("revocation", "suspension")) {
            String url = lists + "/" + purpose + "/" + place / StatusList.BITS;
            entries.add(Json.object()
                    .put("id", url + "#" + place % StatusList.BITS)
                    .put("type", "BitstringStatusListEntry")
                    .put("statusPurpose", purpose)
                    .put("statusListIndex", Long.toString(place % StatusList.BITS))
                    .put("statusListCredential", url));
        }
        return entries;
    }

    /** The issuer's DID. */
    public static String issuer(ObjectNode credential) {
        JsonNode issuer = credential.path("issuer");
        return issuer.isObject() ? issuer.path("id").asString("") : issuer.asString("");
    }

    /** The chain's id of the credential in hex; empty: it is not of this chain. */
    public static String id(ObjectNode credential, String chain) {
        String id = credential.path("id").asString("");
        String prefix = ID + chain + ":";
        return id.startsWith(prefix) ? id.substring(prefix.length()) : "";
    }

    /** Its {@code credentialStatus}: one entry or several. */
    public static List<JsonNode> statuses(ObjectNode credential) {
        JsonNode status = credential.path("credentialStatus");
        return status.isArray() ? status.valueStream().toList() : status.isObject() ? List.of(status) : List.of();
    }

    /** What of the shape and the times is wrong; empty: nothing. */
    public static List<String> faults(ObjectNode credential, Instant now) {
        List<String> faults = new ArrayList<>();
        if (!credential.path("@context").path(0).asString("").equals(CONTEXT)) {
            faults.add("the first @context is not " + CONTEXT);
        }
        if (!contains(credential.path("type"), "VerifiableCredential")) {
            faults.add("type is not VerifiableCredential");
        }
        if (issuer(credential).isEmpty()) {
            faults.add("there is no issuer");
        }
        if (!credential.path("credentialSubject").isObject()) {
            faults.add("there is no subject");
        }
        if (contains(credential.path("type"), "OpenBadgeCredential")) {
            badge(credential, faults);
        }
        times(credential, now, faults);
        return faults;
    }

    private static void badge(ObjectNode credential, List<String> faults) {
        JsonNode subject = credential.path("credentialSubject");
        JsonNode achievement = subject.path("achievement");
        boolean shaped = contains(subject.path("type"), "AchievementSubject")
                && contains(achievement.path("type"), "Achievement")
                && achievement.path("id").isString()
                && achievement.path("name").isString()
                && achievement.path("description").isString()
                && achievement.path("criteria").isObject()
                && credential.path("id").isString()
                && credential.path("name").isString()
                && credential.path("validFrom").isString();
        if (!shaped) {
            faults.add("an Open Badge needs id, name, validFrom, and id, type, name, description and criteria of its"
                    + " achievement");
        }
    }

    private static boolean contains(JsonNode list, String wanted) {
        boolean found = list.asString("").equals(wanted);
        for (JsonNode item : list) {
            found |= item.asString("").equals(wanted);
        }
        return found;
    }

    private static void times(ObjectNode credential, Instant now, List<String> faults) {
        try {
            JsonNode from = credential.path("validFrom");
            JsonNode until = credential.path("validUntil");
            if (from.isString() && Instant.parse(from.asString()).isAfter(now)) {
                faults.add("it is not valid yet");
            }
            if (until.isString() && !Instant.parse(until.asString()).isAfter(now)) {
                faults.add("its time is over");
            }
        } catch (DateTimeParseException e) {
            faults.add("validFrom or validUntil is no time");
        }
    }
}
