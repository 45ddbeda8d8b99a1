package io.ixi.rpc.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.Format;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** JSON form of values that are not messages. */
final class Scalars {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final HexFormat HEX = HexFormat.of();

    private Scalars() {}

    static JsonNode toJson(FieldDescriptor field, Object value) {
        return switch (value) {
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number ->
                unsigned(field) ? NODES.numberNode(Integer.toUnsignedLong(number)) : NODES.numberNode(number);
            case Long number ->
                NODES.stringNode(unsigned(field) ? Long.toUnsignedString(number) : Long.toString(number));
            case ByteString bytes -> NODES.stringNode(bytes(field, bytes.toByteArray()));
            case EnumValueDescriptor constant -> NODES.stringNode(constant.getName());
            default -> NODES.stringNode(value.toString());
        };
    }

    private static String bytes(FieldDescriptor field, byte[] value) {
        // what a store or peer hands over may break its own format; it still prints, as hex
        return switch (Fields.format(field)) {
            case FORMAT_AMOUNT -> value.length <= 16 ? new BigInteger(1, value).toString() : HEX.formatHex(value);
            case FORMAT_ADDRESS ->
                value.length == Hash.BYTES ? new Address(Hash.of(value)).text() : HEX.formatHex(value);
            case FORMAT_PLAIN, FORMAT_HASH, FORMAT_TIME, UNRECOGNIZED -> HEX.formatHex(value);
        };
    }

    static Object fromJson(FieldDescriptor field, JsonNode json, String path) throws InvalidJsonException {
        return switch (field.getJavaType()) {
            case BOOLEAN -> {
                if (!json.isBoolean()) {
                    throw expected(path, "true or false", json);
                }
                yield json.booleanValue();
            }
            case INT -> (int) int32(field, json, path);
            case LONG -> int64(field, text(json, path, "a decimal string like \"5\""), path);
            case STRING -> {
                String text = text(json, path, "a string");
                // a lone surrogate has no UTF-8 form
                if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                    throw new InvalidJsonException(path, "not valid Unicode");
                }
                checkSize(field, text.getBytes(StandardCharsets.UTF_8).length, path);
                yield text;
            }
            case BYTE_STRING -> bytes(field, json, path);
            case ENUM -> constant(field, text(json, path, "a name in a string"), path);
            case FLOAT, DOUBLE, MESSAGE -> throw new InvalidJsonException(path, "this type has no JSON form");
        };
    }

    private static long int32(FieldDescriptor field, JsonNode json, String path) throws InvalidJsonException {
        if (!json.isIntegralNumber()) {
            throw expected(path, "a whole number", json);
        }
        long low = unsigned(field) ? 0 : Integer.MIN_VALUE;
        long high = unsigned(field) ? 0xffff_ffffL : Integer.MAX_VALUE;
        if (!json.canConvertToLong() || json.longValue() < low || json.longValue() > high) {
            throw new InvalidJsonException(path, "out of range: " + low + " to " + high);
        }
        return json.longValue();
    }

    private static long int64(FieldDescriptor field, String text, String path) throws InvalidJsonException {
        boolean unsigned = unsigned(field);
        if (!text.matches(unsigned ? "0|[1-9][0-9]{0,19}" : "0|-?[1-9][0-9]{0,18}")) {
            throw new InvalidJsonException(path, "expected decimal digits without leading zeros");
        }
        try {
            return unsigned ? Long.parseUnsignedLong(text) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidJsonException(path, "out of range of 64 bits");
        }
    }

    private static ByteString bytes(FieldDescriptor field, JsonNode json, String path) throws InvalidJsonException {
        return switch (Fields.format(field)) {
            case FORMAT_AMOUNT -> amount(text(json, path, "a decimal string of base units like \"1000\""), path);
            case FORMAT_ADDRESS -> {
                Address address = parseAddress(text(json, path, "an address in a string, ixi1..."), path);
                yield ByteString.copyFrom(address.hash().toBytes());
            }
            case FORMAT_HASH -> {
                Bytes value = parseHex(text(json, path, "64 hex digits in a string"), path);
                if (value.size() != Hash.BYTES) {
                    throw new InvalidJsonException(path, "expected 64 hex digits, not " + 2 * value.size());
                }
                yield ByteString.copyFrom(value.unsafeArray());
            }
            case FORMAT_PLAIN, FORMAT_TIME, UNRECOGNIZED -> hex(field, text(json, path, "hex in a string"), path);
        };
    }

    private static ByteString amount(String text, String path) throws InvalidJsonException {
        try {
            return ByteString.copyFrom(Amount.parse(text).toBytes().unsafeArray());
        } catch (ArithmeticException e) {
            throw new InvalidJsonException(
                    path, "expected decimal digits without leading zeros, below 2^128: a count of base units");
        }
    }

    /** Reads bech32m text. */
    static Address parseAddress(String text, String path) throws InvalidJsonException {
        try {
            return Address.parse(text);
        } catch (MalformedException e) {
            throw new InvalidJsonException(path, "not an address: " + e.getMessage());
        }
    }

    private static ByteString hex(FieldDescriptor field, String text, String path) throws InvalidJsonException {
        Bytes value = parseHex(text, path);
        checkSize(field, value.size(), path);
        return ByteString.copyFrom(value.unsafeArray());
    }

    /** Reads lower-case hex without prefix. */
    static Bytes parseHex(String text, String path) throws InvalidJsonException {
        if (text.length() % 2 != 0 || !lowerHex(text)) {
            throw new InvalidJsonException(path, "expected lower-case hex digits, two per byte, without 0x");
        }
        return Bytes.wrap(HEX.parseHex(text));
    }

    private static boolean lowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static EnumValueDescriptor constant(FieldDescriptor field, String name, String path)
            throws InvalidJsonException {
        EnumValueDescriptor constant = field.getEnumType().findValueByName(name);
        if (constant == null) {
            throw new InvalidJsonException(
                    path,
                    "expected one of "
                            + field.getEnumType().getValues().stream()
                                    .map(EnumValueDescriptor::getName)
                                    .collect(Collectors.joining(", ")));
        }
        return constant;
    }

    private static void checkSize(FieldDescriptor field, int size, String path) throws InvalidJsonException {
        // the maximum of a repeated field counts items
        if (!field.isRepeated() && size > Fields.max(field)) {
            throw new InvalidJsonException(path, size + " bytes, at most " + Fields.max(field));
        }
    }

    private static String text(JsonNode json, String path, String expected) throws InvalidJsonException {
        if (!json.isString()) {
            throw expected(path, expected, json);
        }
        return json.stringValue();
    }

    private static InvalidJsonException expected(String path, String expected, JsonNode json) {
        return new InvalidJsonException(path, "expected " + expected + ", not " + Json.kind(json));
    }

    static boolean unsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> true;
            default -> false;
        };
    }

    static boolean isTime(FieldDescriptor field) {
        return Fields.format(field) == Format.FORMAT_TIME;
    }
}
