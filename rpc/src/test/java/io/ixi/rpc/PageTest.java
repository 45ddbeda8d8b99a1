package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
        assertThat(ids).containsAll(all(read("app.js"), "\\$\\('([a-z-]+)'\\)")).hasSizeGreaterThan(20);
    }

    @Test
    void bothLanguagesHaveTheSameTextsAndTheyAreUsed() throws Exception {
        String text = read("text.js");
        int split = text.indexOf("  ru: {");
        Set<String> english = all(text.substring(0, split), "(?m)^    ([a-zA-Z]+): '");
        Set<String> russian = all(text.substring(split, text.indexOf("let language")), "(?m)^    ([a-zA-Z]+): '");
        assertThat(english).hasSizeGreaterThan(50).isEqualTo(russian);
        String uses = read("index.html") + read("app.js") + text.substring(text.indexOf("let language"));
        Set<String> used = all(uses, "data-t(?:-[a-z]+)?=\"([a-zA-Z]+)\"");
        used.addAll(all(uses, "\\bt\\('([a-zA-Z]+)'"));
        assertThat(english).containsAll(used);
        assertThat(english.stream().filter(key -> !uses.contains("\"" + key + "\"") && !uses.contains("'" + key + "'")))
                .isEmpty();
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
