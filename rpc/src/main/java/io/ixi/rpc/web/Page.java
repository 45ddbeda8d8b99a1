package io.ixi.rpc.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The page at {@code /}: files of this module, held in memory, from no other host. */
public final class Page {
    /** Nothing but this origin's own files and sockets: no inline script or style, no frames, no forms. */
    public static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String FOLDER = "/io/ixi/rpc/page/";

    /** Path to content type. */
    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "style.css", "text/css; charset=utf-8",
            "app.js", "text/javascript; charset=utf-8",
            "text.js", "text/javascript; charset=utf-8",
            "rpc.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Map<String, byte[]> contents = new TreeMap<>();

    public Page() {
        FILES.keySet().forEach(name -> contents.put(name, read(name)));
    }

    /** The paths to serve besides {@code /}. */
    public Iterable<String> files() {
        return contents.keySet();
    }

    public void index(Context context) {
        file(context, "index.html");
    }

    public void file(Context context, String name) {
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-cache")
                .contentType(FILES.getOrDefault(name, "application/octet-stream"))
                .result(contents.getOrDefault(name, new byte[0]));
    }

    private static byte[] read(String name) {
        try (InputStream in = Page.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + FOLDER + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
