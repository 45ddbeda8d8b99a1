package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.web.Tokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who may do how much. */
class AccessTest extends DoorTest {
    private static final String CHECK = Client.request(1, "ixi_checkInvariants", "{}");

    @TempDir
    Path folder;

    @Test
    void withoutTokensPrivilegedMethodsAreForThisMachineAndNoForeignProxy() throws Exception {
        assertThat(code(client.post(CHECK))).isZero();
        assertThat(code(client.post(CHECK, "X-Forwarded-For", "203.0.113.5"))).isEqualTo(CallException.UNAUTHORIZED);
    }

    @Test
    void withTokensOnlyTheirBearersMayCallThem() throws Exception {
        Tokens.Made made = Tokens.make("ops", new SecureRandom());
        Path file = Files.writeString(folder.resolve("tokens"), made.line() + "\n");
        assertThat(made.line())
                .startsWith("ops argon2id ")
                .doesNotContain(made.token().substring(4));
        try (RpcServer guarded = RpcServer.start(RpcConfig.local(0).withTokens(file), backend);
                Client guest = new Client(guarded.port())) {
            assertThat(code(guest.post(CHECK))).isEqualTo(CallException.UNAUTHORIZED);
            assertThat(code(guest.post(CHECK, "Authorization", "Bearer " + made.token())))
                    .isZero();
            assertThat(code(guest.post(CHECK, "Authorization", "Bearer ops.wrong")))
                    .isEqualTo(CallException.UNAUTHORIZED);
            assertThat(code(guest.post(CHECK, "Authorization", "Bearer nobody." + made.token())))
                    .isEqualTo(CallException.UNAUTHORIZED);
            assertThat(code(guest.post(CHECK, "Authorization", "Bearer " + made.token())))
                    .as("a right token is remembered, so wrong ones do not shut it out")
                    .isZero();
            assertThat(code(guest.post(Client.request(1, "ixi_status", "{}")))).isZero();
        }
    }

    @Test
    void aFileThatHoldsNoTokensStopsTheStart() throws Exception {
        for (String line : List.of("ops plain secret", "ops argon2id ! !", "OPS argon2id AA== AA==")) {
            Path file = Files.writeString(folder.resolve("bad"), line);
            assertThatThrownBy(() -> Tokens.load(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("line 1");
        }
        assertThatThrownBy(() -> Tokens.make("Not A Name", new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConnectionThatUsedUpWhatItMayCostIsToldWhenToComeBack() throws Exception {
        RpcConfig narrow = RpcConfig.local(0).withRates(new RpcConfig.Rates(1, 3, 4));
        try (RpcServer server = RpcServer.start(narrow, backend);
                Client hasty = new Client(server.port())) {
            Client.Socket socket = hasty.socket().join();
            for (int i = 0; i < 3; i++) {
                socket.send(Client.request(i, "ixi_status", "{}"));
                assertThat(socket.next().has("result")).isTrue();
            }
            socket.send(Client.request(9, "ixi_status", "{}"));
            JsonNode refused = socket.next();
            assertThat(refused.at("/error/code").intValue()).isEqualTo(CallException.LIMIT);
            assertThat(refused.at("/error/data/retry_after_ms").intValue()).isBetween(1, 1_000);
            Client.Socket other = hasty.socket().join();
            other.send(Client.request(1, "ixi_status", "{}"));
            assertThat(other.next().has("result"))
                    .as("another connection has its own")
                    .isTrue();
        }
    }

    private static int code(HttpResponse<String> response) throws Exception {
        return Json.read(response.body()).at("/error/code").asInt(0);
    }
}
