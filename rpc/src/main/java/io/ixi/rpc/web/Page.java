package io.ixi.rpc.web;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.json.Declarations;
import io.ixi.rpc.json.Once;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The console at {@code /} and the JavaScript client at {@code /client}: files of this module, held in memory, from no
 * other host, and what is derived from the chain's descriptors.
 */
public final class Page {
    /** Nothing but this origin's own files and sockets: no inline script or style, no frames, no forms. */
    public static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private static final String ROOT = "/io/ixi/rpc/";
    private static final String CLIENT = "client/";
    private static final String INDEX = "index.html";

    /** The console's files, in {@code io/ixi/rpc/page}. */
    public static final List<String> CONSOLE = List.of(
            INDEX,
            "style.css",
            "act.js",
            "app.js",
            "dom.js",
            "explorer.js",
            "places.js",
            "qr.js",
            "rpc.js",
            "session.js",
            "sw.js",
            "talk.js",
            "text.js",
            "wallet.js",
            "icon.svg",
            "ixi.webmanifest");

    /** The client's files, in {@code io/ixi/rpc/client}. */
    public static final List<String> MODULES = List.of(
            "bech32m.js",
            "bytes.js",
            "chat.js",
            "codec.js",
            "ixi.d.ts",
            "ixi.js",
            "keccak.js",
            "light.js",
            "mldsa.js",
            "mlkem.js",
            "phrase.js",
            "provider.js",
            "rpc.js",
            "sha256.js",
            "tx.js",
            "vault.js",
            "words.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "ts", "text/plain; charset=utf-8",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "svg", "image/svg+xml");

    private final Map<String, Supplier<File>> files = new TreeMap<>();

    private record File(String type, String tag, Bytes bytes) {
        static File of(String name, byte[] bytes) {
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            String tag = '"' + Hash.sha256(bytes).hex().substring(0, 32) + '"';
            return new File(type, tag, Bytes.wrap(bytes));
        }
    }

    /**
     * @param description of the chain, served as {@code /client/chain.json}, and its types beside it; made when asked
     */
    public Page(Supplier<? extends JsonNode> description) {
        CONSOLE.forEach(name -> put(name, () -> read("page/" + name)));
        MODULES.forEach(name -> put(CLIENT + name, () -> read(CLIENT + name)));
        put(CLIENT + "chain.json", () -> description.get().toString().getBytes(StandardCharsets.UTF_8));
        put(CLIENT + "chain.d.ts", () -> Declarations.of(description.get()).getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, Supplier<byte[]> bytes) {
        files.put(name, new Once<>(() -> File.of(name, bytes.get())));
    }

    /** The paths to serve besides {@code /}. */
    public Iterable<String> files() {
        return files.keySet();
    }

    public void index(Context context) {
        file(context, INDEX);
    }

    /** One of {@link #files}; 304 for who has it. */
    public void file(Context context, String name) {
        Supplier<File> kept = files.get(name);
        if (kept == null) {
            throw new IllegalArgumentException(name);
        }
        File file = kept.get();
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-cache")
                .header("ETag", file.tag)
                .contentType(file.type);
        if (file.tag.equals(context.header("If-None-Match"))) {
            context.status(304);
        } else {
            context.result(file.bytes.unsafeArray());
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = Page.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + ROOT + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
