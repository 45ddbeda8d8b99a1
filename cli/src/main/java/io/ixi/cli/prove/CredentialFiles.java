package io.ixi.cli.prove;

import io.ixi.cli.Terminal;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two JSON files. The issuer's list: leaves of its tree, public, a revoked one is zeros. A credential: what its holder
 * got, secret but for the holder's name.
 */
public final class CredentialFiles {
    private static final String LIST = "ixi-credential-list-1";
    private static final String CREDENTIAL = "ixi-credential-1";

    /** Leaves of a list that this reads. */
    private static final int MAX_LEAVES = 1_000_000;

    private CredentialFiles() {}

    public static String hex(Quad word) {
        return HexFormat.of().formatHex(word.toBytes());
    }

    /** A word from 64 hex digits. Throws {@link WalletException} BAD_FILE. */
    public static Quad word(String hex) {
        try {
            return Quad.read(HexFormat.of().parseHex(hex)).orElseThrow(() -> bad(hex));
        } catch (IllegalArgumentException e) {
            throw bad(hex);
        }
    }

    static WalletException bad(String detail) {
        return new WalletException(WalletException.Reason.BAD_FILE, detail);
    }

    static JsonNode read(Path file, String kind) throws IOException {
        try {
            JsonNode json = Terminal.JSON.readTree(Files.readAllBytes(file));
            if (json.path("kind").asString("").equals(kind)) {
                return json;
            }
        } catch (JacksonException e) {
            throw bad(file.toString());
        }
        throw bad(file.toString());
    }

    /** Whole or not at all: a half-written list would lose credentials. Only the owner can read a secret file. */
    static void write(Path file, JsonNode json, boolean secret) throws IOException {
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        Files.deleteIfExists(part);
        if (secret && part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(part, Terminal.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The leaves of a list; none if there is no such file. */
    public static List<Quad> readList(Path file) throws IOException {
        List<Quad> leaves = new ArrayList<>();
        if (Files.exists(file)) {
            for (JsonNode leaf : read(file, LIST).path("leaves")) {
                if (leaves.size() >= MAX_LEAVES) {
                    throw bad(file.toString());
                }
                leaves.add(word(leaf.asString("")));
            }
        }
        return leaves;
    }

    public static void writeList(Path file, List<Quad> leaves) throws IOException {
        ObjectNode json = Terminal.JSON.createObjectNode().put("kind", LIST);
        ArrayNode array = json.putArray("leaves");
        leaves.forEach(leaf -> array.add(hex(leaf)));
        write(file, json, false);
    }

    /** The issuer's tree. */
    public static WordTree tree(List<Quad> leaves) {
        WordTree tree = new WordTree(Tags.CREDENTIAL_NODE, Pass.CREDENTIALS);
        leaves.forEach(leaf -> tree.append(leaf.toArray()));
        return tree;
    }

    public static void writeCredential(Path file, Credential credential) throws IOException {
        ObjectNode json = Terminal.JSON
                .createObjectNode()
                .put("kind", CREDENTIAL)
                .put("type_number", credential.type())
                .put("expiry_day", credential.expiry())
                .put("number", credential.number())
                .put("holder", hex(credential.holder()))
                .put("salt", hex(credential.salt()));
        ArrayNode claims = json.putArray("claims");
        credential.claims().forEach(claims::add);
        write(file, json, true);
    }

    public static Credential readCredential(Path file) throws IOException {
        JsonNode json = read(file, CREDENTIAL);
        List<Long> claims = new ArrayList<>();
        json.path("claims").forEach(claim -> claims.add(claim.asLong(-1)));
        try {
            return new Credential(
                    json.path("type_number").asLong(-1),
                    json.path("expiry_day").asLong(-1),
                    json.path("number").asLong(-1),
                    word(json.path("holder").asString("")),
                    claims,
                    word(json.path("salt").asString("")));
        } catch (IllegalArgumentException e) {
            throw bad(file.toString());
        }
    }
}
