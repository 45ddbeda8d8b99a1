package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.rpc.json.Json;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The REST mirror and the reference, which nobody wrote down a second time. */
class RestTest extends DoorTest {
    @Test
    void readsAreMirroredByGet() throws Exception {
        String account = FakeBackend.account(1).text();
        HttpResponse<String> balance = client.get("/ixi/sample/v1/balance?account=" + account);
        assertThat(balance.statusCode()).isEqualTo(200);
        assertThat(Json.read(balance.body()))
                .isEqualTo(client.result("ixi_sample_balance", "{\"account\":\"" + account + "\"}"));
        assertThat(Json.read(client.get("/ixi/chain/v1/getBlock?block=0&certificate=true")
                        .body()))
                .isEqualTo(client.result("ixi_getBlock", "{\"block\":\"0\",\"certificate\":true}"));
        assertThat(Json.read(client.get("/ixi/chain/v1/status").body())
                        .path("name")
                        .stringValue())
                .isEqualTo("alpha");
    }

    @Test
    void errorsHaveTheirStatus() throws Exception {
        assertThat(client.get("/ixi/sample/v1/balance").statusCode()).isEqualTo(400);
        assertThat(client.get("/ixi/sample/v1/balance?account=x").statusCode()).isEqualTo(400);
        assertThat(client.get("/ixi/chain/v1/status?a=1").statusCode()).isEqualTo(400);
        assertThat(client.get("/ixi/chain/v1/getBlock?block=99").statusCode()).isEqualTo(404);
        assertThat(client.get("/ixi/chain/v1/getBlock?block=1&block=2").statusCode())
                .isEqualTo(400);
        assertThat(client.get("/ixi/chain/v1/getBlock?certificate=yes").statusCode())
                .isEqualTo(400);
        assertThat(client.get("/ixi/chain/v1/sendTransaction").statusCode()).isEqualTo(404);
        assertThat(client.get("/ixi/chain/v1/subscribe").statusCode()).isEqualTo(404);
    }

    @Test
    void theReferenceDescribesEveryMethodAndItsLinksLeadSomewhere() throws Exception {
        JsonNode document = client.result("rpc.discover", "{}");
        assertThat(Json.read(client.get("/openrpc.json").body())).isEqualTo(document);
        HttpResponse<String> page = client.get("/reference");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(page.body()).doesNotContain("<script");
        document.path("methods")
                .forEach(m -> assertThat(page.body())
                        .contains("id=\"" + m.path("name").stringValue() + "\""));
        page.body()
                .transform(text ->
                        java.util.regex.Pattern.compile("href=\"#([^\"]+)\"").matcher(text))
                .results()
                .forEach(link -> assertThat(page.body()).contains("id=\"" + link.group(1) + "\""));
        assertThat(client.get("/reference.css").statusCode()).isEqualTo(200);
    }
}
