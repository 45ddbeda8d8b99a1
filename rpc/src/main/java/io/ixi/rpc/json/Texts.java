package io.ixi.rpc.json;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** Strings of fixed forms in JSON from outside. */
public final class Texts {
    private Texts() {}

    public static String text(JsonNode json, String path) throws InvalidJsonException {
        if (!json.isString()) {
            throw new InvalidJsonException(path, "expected a string, not " + Json.kind(json));
        }
        return json.stringValue();
    }

    public static Hash hash(JsonNode json, String path) throws InvalidJsonException {
        Bytes bytes = Scalars.parseHex(text(json, path), path);
        if (bytes.size() != Hash.BYTES) {
            throw new InvalidJsonException(path, "expected 64 hex digits, not " + 2 * bytes.size());
        }
        return Hash.of(bytes.unsafeArray());
    }

    public static Address address(JsonNode json, String path) throws InvalidJsonException {
        return Scalars.parseAddress(text(json, path), path);
    }

    /** A decimal string, 0 to 2^63-1. */
    public static long counter(JsonNode json, String path) throws InvalidJsonException {
        if (!json.isString()) {
            throw new InvalidJsonException(path, "expected a decimal string like \"5\", not " + Json.kind(json));
        }
        String digits = json.stringValue();
        if (!digits.matches("0|[1-9][0-9]{0,18}")) {
            throw new InvalidJsonException(path, "expected decimal digits without leading zeros, below 2^63");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new InvalidJsonException(path, "expected a number below 2^63");
        }
    }

    /** Lower-case hex without prefix. */
    public static Bytes hex(String text, String path) throws InvalidJsonException {
        return Scalars.parseHex(text, path);
    }

    /** RFC 4648 section 4, with padding. */
    public static Bytes base64(String text, String path) throws InvalidJsonException {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidJsonException(path, "expected base64 (RFC 4648 section 4)");
        }
    }
}
