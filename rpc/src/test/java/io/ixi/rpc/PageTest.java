package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ixi.rpc.web.Page;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page, as far as it can be checked without a browser. */
class PageTest {
    @Test
    void thePageIsServedWithAStrictPolicyAndLoadsNothingFromElsewhere() throws Exception {
        try (RpcServer server = RpcServer.start(RpcConfig.local(0), new FakeBackend());
                Client client = new Client(server.port())) {
            HttpResponse<String> page = client.get("/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.body())
                    .doesNotContainPattern("<script(?![^>]*src=)")
                    .doesNotContainPattern("\\sstyle=|\\son[a-z]+=|https?://");
            for (String file : all(page.body(), "(?:src|href)=\"(/[a-z.]+)\"")) {
                HttpResponse<String> part = client.get(file);
                assertThat(part.statusCode()).as(file).isEqualTo(200);
                // namespaces of SVG are names, nothing is loaded from them
                assertThat(part.body().replace("http://www.w3.org/2000/svg", ""))
                        .doesNotContain("http://", "https://");
            }
        }
    }

    @Test
    void everyIdThatTheScriptUsesIsInThePage() throws Exception {
        Set<String> ids = all(read("index.html"), "\\bid=\"([a-z-]+)\"");
        assertThat(ids).containsAll(all(scripts(), "\\$\\('([a-z-]+)'\\)")).hasSizeGreaterThan(20);
    }

    @Test
    void bothLanguagesHaveTheSameTextsAndTheyAreUsed() throws Exception {
        String text = read("text.js");
        int split = text.indexOf("  ru: {");
        Set<String> english = all(text.substring(0, split), "(?m)^    ([a-zA-Z_0-9]+): '");
        Set<String> russian = all(text.substring(split, text.indexOf("let language")), "(?m)^    ([a-zA-Z_0-9]+): '");
        assertThat(english).hasSizeGreaterThan(50).isEqualTo(russian);
        String uses = read("index.html") + scripts() + text.substring(text.indexOf("let language"));
        Set<String> used = all(uses, "data-t(?:-[a-z]+)?=\"([a-zA-Z_0-9]+)\"");
        used.addAll(all(uses, "\\bt\\('([a-zA-Z_0-9]+)'"));
        assertThat(english).containsAll(used);
        // t(`fault_${...}`), t(`step_${...}`) and t(...state) take their keys from elsewhere
        assertThat(english.stream()
                        .filter(key -> !key.matches("(ORDER|CONTACT|MANDATE|fault)_[a-zA-Z]+"))
                        .map(key -> key.replaceFirst("^step_", ""))
                        .filter(key -> !uses.contains("\"" + key + "\"") && !uses.contains("'" + key + "'")))
                .isEmpty();
    }

    /** What is in the folders is served, and what is served is there. */
    @Test
    void everyFileIsListed() throws Exception {
        for (String folder : List.of("page", "client")) {
            URL place = RpcServer.class.getResource("/io/ixi/rpc/" + folder);
            assumeTrue(place.getProtocol().equals("file"), "packed in a jar");
            try (Stream<Path> files = Files.list(Path.of(place.toURI()))) {
                List<String> listed = folder.equals("page") ? Page.CONSOLE : Page.MODULES;
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(listed);
            }
        }
    }

    @Test
    void theDescriptionIsServedAndNotSentTwice() throws Exception {
        try (RpcServer server = RpcServer.start(RpcConfig.local(0), new FakeBackend());
                Client client = new Client(server.port())) {
            HttpResponse<String> chain = client.get("/client/chain.json");
            assertThat(chain.body()).contains("\"sample.Give\"", "\"sample/balance\"");
            assertThat(client.get("/client/chain.d.ts").body()).contains("export interface sample_Give {");
            String tag = chain.headers().firstValue("ETag").orElseThrow();
            HttpRequest again = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/client/chain.json"))
                    .header("If-None-Match", tag)
                    .build();
            try (HttpClient http = HttpClient.newHttpClient()) {
                assertThat(http.send(again, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(304);
            }
        }
    }

    /** All scripts of the console but the texts. */
    private static String scripts() throws Exception {
        StringBuilder all = new StringBuilder();
        for (String name : Page.CONSOLE) {
            if (name.endsWith(".js") && !name.equals("text.js")) {
                all.append(read(name));
            }
        }
        return all.toString();
    }

    private static String read(String name) throws Exception {
        try (var in = RpcServer.class.getResourceAsStream("/io/ixi/rpc/page/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static Set<String> all(String text, String pattern) {
        List<String> found = Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult m) -> m.group(1))
                .toList();
        return new TreeSet<>(found);
    }
}
