package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.call.CallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The doors over real WebSockets. */
class SocketTest extends DoorTest {
    private static final String NEW_BLOCKS = Client.request(1, "ixi_subscribe", "{\"topic\":\"newBlocks\"}");

    @Override
    RpcConfig.Limits limits() {
        RpcConfig.Limits d = RpcConfig.Limits.DEFAULT;
        return new RpcConfig.Limits(
                d.bodyBytes(),
                d.messageBytes(),
                d.batch(),
                d.responseBytes(),
                d.inFlightBytes(),
                d.inFlight(),
                d.bodyTime(),
                d.idle(),
                1100,
                Duration.ofMinutes(5),
                200_000,
                2,
                d.maxWait());
    }

    @Test
    void everyNewBlockIsToldOnceAndInOrder() throws Exception {
        Client.Socket socket = client.socket().join();
        socket.send(NEW_BLOCKS);
        String id = socket.next().get("result").stringValue();
        for (int i = 1; i <= 200; i++) {
            backend.finalizeBlock(FakeBackend.START_MS + i);
        }
        for (int i = 1; i <= 200; i++) {
            JsonNode told = socket.next();
            assertThat(told.get("method").stringValue()).isEqualTo("ixi_subscription");
            assertThat(told.at("/params/subscription").stringValue()).isEqualTo(id);
            assertThat(told.at("/params/result/height").stringValue()).isEqualTo(Integer.toString(i));
        }
        socket.send(Client.request(2, "ixi_unsubscribe", "[\"" + id + "\"]"));
        assertThat(socket.next().get("result").booleanValue()).isTrue();
        backend.finalizeBlock(FakeBackend.START_MS + 300);
        socket.send(Client.request(3, "ixi_status", "[]"));
        assertThat(socket.next().get("id").intValue()).isEqualTo(3);
    }

    @Test
    void transactionsAreToldByIdAndByAccount() throws Exception {
        Bytes first = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 5, 1);
        Bytes second = FakeBackend.transaction(FakeBackend.account(3), FakeBackend.account(4), 5, 1);
        Client.Socket socket = client.socket().join();
        socket.send(Client.request(
                1,
                "ixi_subscribe",
                "{\"topic\":\"transactions\",\"ids\":[\""
                        + FakeBackend.id(first).hex() + "\"]}"));
        String byId = socket.next().get("result").stringValue();
        socket.send(Client.request(
                2,
                "ixi_subscribe",
                "{\"topic\":\"transactions\",\"accounts\":[\""
                        + FakeBackend.account(4).text() + "\"]}"));
        String byAccount = socket.next().get("result").stringValue();
        backend.send(first).join();
        backend.send(second).join();
        backend.finalizeBlock(FakeBackend.START_MS + 1);
        JsonNode one = socket.next();
        JsonNode two = socket.next();
        assertThat(one.at("/params/subscription").stringValue()).isEqualTo(byId);
        assertThat(one.at("/params/result/id").stringValue())
                .isEqualTo(FakeBackend.id(first).hex());
        assertThat(two.at("/params/subscription").stringValue()).isEqualTo(byAccount);
        assertThat(two.at("/params/result/id").stringValue())
                .isEqualTo(FakeBackend.id(second).hex());
    }

    @Test
    void subscriptionsAreBoundedAndNeedASocket() throws Exception {
        Client.Socket socket = client.socket().join();
        socket.send(NEW_BLOCKS);
        socket.send(NEW_BLOCKS);
        socket.send(NEW_BLOCKS);
        List<JsonNode> answers = List.of(socket.next(), socket.next(), socket.next());
        assertThat(answers.stream()
                        .filter(a -> a.has("error"))
                        .map(a -> a.at("/error/code").intValue()))
                .containsExactly(CallException.LIMIT);
        JsonNode overHttp = client.call("ixi_subscribe", "{\"topic\":\"newBlocks\"}");
        assertThat(overHttp.at("/error/code").intValue()).isEqualTo(CallException.NEEDS_WEBSOCKET);
    }

    @Test
    void aSubscriberThatDoesNotReadIsDroppedAndTheOthersAreTold() throws Exception {
        // never reads what it is told, so its receive window and the kernel's buffers fill up
        try (Deaf deaf = new Deaf(server.port())) {
            deaf.subscribe(Client.request(
                    1,
                    "ixi_subscribe",
                    "{\"topic\":\"transactions\",\"accounts\":[\""
                            + FakeBackend.account(2).text() + "\"]}"));
            Client.Socket reader = client.socket().join();
            reader.send(NEW_BLOCKS);
            reader.next();
            int height = 0;
            while (server.subscriptions() > 1 && height < 100) {
                for (int i = 0; i < 500; i++) {
                    backend.send(FakeBackend.transaction(
                                    FakeBackend.account(1), FakeBackend.account(2), 5, 1000L * (height + 1) + i))
                            .join();
                }
                backend.finalizeBlock(FakeBackend.START_MS + ++height);
                reader.next();
            }
            assertThat(server.subscriptions()).as("after %s blocks", height).isEqualTo(1);
            backend.finalizeBlock(FakeBackend.START_MS + ++height);
            assertThat(reader.next().at("/params/result/height").stringValue()).isEqualTo(Integer.toString(height));
        }
    }

    @Test
    void aThousandIdleSocketsLeaveTheDoorOpen() throws Exception {
        List<CompletableFuture<Client.Socket>> opening = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            opening.add(client.socket());
            if (i % 50 == 49) {
                opening.getLast().join();
            }
        }
        List<Client.Socket> sockets =
                opening.stream().map(CompletableFuture::join).toList();
        assertThat(client.result("ixi_status", "{}").get("height").stringValue())
                .isEqualTo("0");
        Client.Socket last = sockets.getLast();
        last.send(Client.request(1, "ixi_status", "{}"));
        assertThat(last.next().at("/result/name").stringValue()).isEqualTo("alpha");
        assertThat(sockets).allMatch(Client.Socket::isOpen);
        sockets.forEach(Client.Socket::abort);
    }

    @Test
    void aMessageOverTheLimitClosesThatSocketOnly() throws Exception {
        Client.Socket socket = client.socket().join();
        socket.send("x".repeat(300 << 10));
        assertThat(socket.closed()).isNotEqualTo(1000);
        assertThat(client.socket().join().isOpen()).isTrue();
    }

    @Test
    void textThatIsNotJsonIsAnsweredOnTheSocket() throws Exception {
        Client.Socket socket = client.socket().join();
        socket.send("hello");
        assertThat(socket.next().at("/error/code").intValue()).isEqualTo(CallException.PARSE_ERROR);
        assertThat(socket.isOpen()).isTrue();
    }
}
