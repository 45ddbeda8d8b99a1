package io.ixi.node.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Bytes;
import io.ixi.node.net.TransportSettings.Quota;
import io.ixi.vm.kernel.crypto.Scheme;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NettyTransportTest {
    private static byte[] message(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void everySchemeConnects(Scheme scheme) throws IOException {
        try (Mesh mesh = new Mesh(2, scheme, Mesh.fast()).openAll()) {
            mesh.assertWorks(0, 1);
            mesh.assertWorks(1, 0);
        }
    }

    @Test
    void twoNodesExchangeEverySizeOnEveryChannel() throws IOException {
        try (Mesh mesh = new Mesh(2).openAll()) {
            for (Channel channel : Channel.values()) {
                List<Bytes> sent = new ArrayList<>();
                for (int size : List.of(
                        1,
                        Frames.MAX_PAYLOAD - 1,
                        Frames.MAX_PAYLOAD,
                        Frames.MAX_PAYLOAD + 1,
                        channel.maxMessageBytes())) {
                    byte[] bytes = message(size, size);
                    sent.add(Bytes.wrap(bytes));
                    assertThat(mesh.node(0).send(1, channel, bytes)).isTrue();
                    assertThat(mesh.node(1).send(0, channel, bytes)).isTrue();
                }
                for (int node = 0; node < 2; node++) {
                    Inbox inbox = mesh.inbox(node);
                    await().atMost(Mesh.PATIENCE).until(() -> inbox.messages.size() >= sent.size());
                    assertThat(inbox.messages).extracting(Inbox.Message::bytes).isEqualTo(sent);
                    assertThat(inbox.messages)
                            .allMatch(m -> m.channel() == channel)
                            .allMatch(m -> m.peer()
                                    == 1
                                            - mesh.inboxes.values().stream()
                                                    .toList()
                                                    .indexOf(inbox));
                    inbox.messages.clear();
                }
            }
            assertThat(mesh.inbox(0).links).containsExactly("+1");
            assertThat(mesh.inbox(1).links).containsExactly("+0");
        }
    }

    @Test
    void fourNodesFormAFullMesh() throws IOException {
        try (Mesh mesh = new Mesh(4).openAll()) {
            for (int from = 0; from < 4; from++) {
                for (int to = 0; to < 4; to++) {
                    if (from != to) {
                        mesh.assertWorks(from, to);
                    }
                }
            }
            assertThat(mesh.node(2).send(2, Channel.VOTE, new byte[1]))
                    .as("to itself")
                    .isFalse();
            assertThat(mesh.node(2).send(9, Channel.VOTE, new byte[1]))
                    .as("to a stranger")
                    .isFalse();
        }
    }

    @Test
    void messagesOutsideTheChannelsSizeAreNotSent() throws IOException {
        try (Mesh mesh = new Mesh(2).openAll()) {
            assertThat(mesh.node(0).send(1, Channel.VOTE, new byte[0])).isFalse();
            assertThat(mesh.node(0).send(1, Channel.VOTE, new byte[Channel.VOTE.maxMessageBytes() + 1]))
                    .isFalse();
            mesh.assertWorks(0, 1);
        }
    }

    @Test
    void votesOvertakeALargeBlock() throws IOException {
        try (Mesh mesh = new Mesh(2).openAll()) {
            mesh.node(0).send(1, Channel.BLOCK, message(4 << 20, 1));
            mesh.node(0).send(1, Channel.VOTE, message(2500, 2));
            await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(1).messages.size() == 2);
            assertThat(mesh.inbox(1).messages)
                    .extracting(Inbox.Message::channel)
                    .containsExactly(Channel.VOTE, Channel.BLOCK);
        }
    }

    @Test
    void aRestartedPeerIsConnectedAgain() throws IOException {
        try (Mesh mesh = new Mesh(3).openAll()) {
            mesh.kill(1);
            await().atMost(Mesh.PATIENCE)
                    .until(() ->
                            mesh.node(0).connectedCount() == 1 && mesh.node(2).connectedCount() == 1);
            mesh.assertWorks(0, 2);
            mesh.open(1);
            mesh.assertWorks(0, 1);
            mesh.assertWorks(1, 0);
            mesh.assertWorks(1, 2);
            assertThat(mesh.inbox(0).links.stream().filter(l -> l.endsWith("1")))
                    .containsExactly("+1", "-1", "+1");
        }
    }

    @Test
    void aPenalizedPeerIsRefusedForAWhile() throws IOException {
        try (Mesh mesh = new Mesh(2).openAll()) {
            // index 1 does not dial: its refusal shows that an authenticated connection is turned away
            mesh.node(1).penalize(0, "test");
            assertThat(mesh.node(1).connectedCount()).isZero();
            await().atMost(Mesh.PATIENCE).until(() -> mesh.ended(1, Ended.PENALIZED) >= 2);
            mesh.assertWorks(0, 1);
            mesh.node(0).penalize(1, "test");
            mesh.assertWorks(1, 0);
            mesh.node(0).penalize(77, "nobody");
        }
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (Mesh mesh = new Mesh(2)) {
            mesh.open(1);
            assertThatThrownBy(() -> NettyTransport.open(
                            mesh.settings(1),
                            new Inbox(),
                            new io.micrometer.core.instrument.simple.SimpleMeterRegistry()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + mesh.port(1))
                    .hasMessageContaining("set another port");
        }
    }

    @Test
    void aSenderAboveItsInboundQuotaIsSlowedNotDropped() throws IOException {
        var slow = Mesh.fast().withQuota(Channel.TRANSACTION, new Quota(8 << 20, 256 << 10));
        try (Mesh mesh = new Mesh(2, Scheme.ML_DSA_44, slow).openAll()) {
            int count = 24;
            for (int i = 0; i < count; i++) {
                assertThat(mesh.node(0).send(1, Channel.TRANSACTION, message(16_000, i)))
                        .isTrue();
            }
            await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(1).messages.size() == count);
            assertThat(mesh.meters.get(1))
                    .satisfies(m -> assertThat(m.counter("ixi.net.throttled", "channel", "transaction")
                                    .count())
                            .isPositive());
            assertThat(mesh.inbox(1).links).containsExactly("+0");
            mesh.assertWorks(0, 1);
        }
    }

    @Test
    void whatAPeerDoesNotReadIsDroppedBeyondTheQuota() throws IOException {
        Quota quota = new Quota(1 << 20, 32 << 20);
        try (Mesh mesh = new Mesh(2, Scheme.ML_DSA_44, Mesh.fast().withQuota(Channel.TRANSACTION, quota))) {
            NettyTransport node = mesh.open(1);
            try (RawPeer deaf = new RawPeer(mesh.identities.get(0), mesh.identities.get(1), node.port())) {
                deaf.greet(Mesh.CHAIN);
                await().atMost(Mesh.PATIENCE).until(() -> node.connectedCount() == 1);
                byte[] message = message(64_000, 3);
                // beyond the kernel's buffers and the queue nothing is taken any more
                await().atMost(Mesh.PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                    for (int i = 0; i < 50; i++) {
                        if (!node.send(0, Channel.TRANSACTION, message)) {
                            return true;
                        }
                    }
                    return false;
                });
                assertThat(mesh.meters.get(1)).satisfies(m -> {
                    assertThat(m.get("ixi.net.queue.bytes")
                                    .tag("channel", "transaction")
                                    .gauge()
                                    .value())
                            .isBetween(1.0, (double) quota.queueBytes());
                    assertThat(m.counter("ixi.net.dropped", "channel", "transaction")
                                    .count())
                            .isPositive();
                });
                assertThat(node.send(0, Channel.VOTE, message(2500, 4)))
                        .as("another channel has its own quota")
                        .isTrue();
            }
        }
    }
}
