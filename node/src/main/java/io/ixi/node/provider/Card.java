package io.ixi.node.provider;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What opens a blob: its id, key and salt, and the file's name. Kept in a file that only its owner can read. Who has
 * the card of a blob and a grant on the chain can read it; once all cards are gone, nobody can.
 */
public record Card(Bytes blob, String name, Bytes key, Bytes salt) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MOST_BYTES = 4_096;

    /** What the chain holds of key and salt. */
    public Hash commit() {
        return Hash.sha256(key.toArray(), salt.toArray());
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }

    byte[] json() {
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("blob", hex(blob))
                .put("name", name)
                .put("key", hex(key))
                .put("salt", hex(salt)));
    }

    /** Writes it to a file that nobody else can read. */
    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, json());
    }

    /** Reads a card; IOException if it is none. */
    public static Card read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is no card");
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            Card card = new Card(
                    field(json, "blob"), json.path("name").asString(""), field(json, "key"), field(json, "salt"));
            if (card.blob.size() != 20 || card.key.size() != Stripes.KEY_BYTES) {
                throw new IOException(file + " is no card");
            }
            return card;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + " is no card", e);
        }
    }

    private static Bytes field(JsonNode json, String name) {
        return Bytes.wrap(HexFormat.of().parseHex(json.path(name).asString("")));
    }

    /** Overwrites the file with zeros and deletes it. */
    public static void destroy(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.write(file, new byte[(int) Math.min(MOST_BYTES, Files.size(file))]);
            Files.delete(file);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "Card(" + hex(blob) + ")";
    }
}
