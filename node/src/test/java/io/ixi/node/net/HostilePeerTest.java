package io.ixi.node.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Hash;
import io.ixi.node.net.TransportSettings.Limits;
import io.ixi.vm.kernel.crypto.Scheme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Node 2 is attacked; its honest link to node 1 must not notice. Validator 0's key is in the attacker's hands. */
class HostilePeerTest {
    private Mesh mesh = new Mesh(3);

    @BeforeEach
    void open() throws IOException {
        mesh.open(2);
        mesh.open(1);
        mesh.assertWorks(1, 2);
    }

    @AfterEach
    void honestLinkStillWorks() {
        mesh.assertWorks(1, 2);
        mesh.assertWorks(2, 1);
        assertThat(mesh.inbox(2).links.stream().filter(l -> l.endsWith("1"))).containsExactly("+1");
        mesh.close();
    }

    private RawPeer insider() throws IOException {
        return new RawPeer(mesh.identities.get(0), mesh.identities.get(2), mesh.port(2));
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), mesh.port(2));
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Reads to the end; a socket that stays open fails by timeout. */
    private static void assertClosed(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(64 << 10);
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    static Stream<Arguments> badFrames() {
        byte[] one = new byte[1];
        byte[] full = new byte[Frames.MAX_PAYLOAD];
        byte[] hello = Frames.encode(new Frames.Hello(Frames.MAGIC, Frames.VERSION, Mesh.CHAIN));
        return Stream.of(
                Arguments.of("oversized length", RawPeer.frame(1, 1, Frames.MAX_PAYLOAD + 1, full)),
                Arguments.of("largest length", RawPeer.frame(3, 0, 65_535, full)),
                Arguments.of("empty message", RawPeer.frame(1, 1, 0, new byte[0])),
                Arguments.of("unknown channel", RawPeer.frame(6, 1, 1, one)),
                Arguments.of("unknown flag", RawPeer.frame(1, 3, 1, one)),
                Arguments.of("short chunk that is not the last", RawPeer.frame(3, 0, 1, one)),
                Arguments.of("keepalive with a payload", RawPeer.frame(255, 1, 1, one)),
                Arguments.of("second Hello", RawPeer.frame(0, 1, hello.length, hello)),
                Arguments.of("message over its channel's limit", fiveFullVoteChunks()));
    }

    private static byte[] fiveFullVoteChunks() {
        byte[] chunk = RawPeer.frame(Channel.VOTE.code(), 0, Frames.MAX_PAYLOAD, new byte[Frames.MAX_PAYLOAD]);
        ByteBuffer all = ByteBuffer.allocate(chunk.length * 5);
        for (int i = 0; i < 5; i++) {
            all.put(chunk);
        }
        return all.array();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFrames")
    void malformedFrameClosesTheConnection(String name, byte[] bytes) throws IOException {
        try (RawPeer attacker = insider().greet(Mesh.CHAIN)) {
            await().atMost(Mesh.PATIENCE).until(() -> mesh.node(2).connectedCount() == 2);
            attacker.write(bytes);
            assertThat(attacker.closedByPeer()).as(name).isTrue();
        }
        await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(2).links.contains("-0"));
        assertThat(mesh.ended(2, Ended.MALFORMED)).isEqualTo(1);
        assertThat(mesh.inbox(2).from(0)).isEmpty();
    }

    @Test
    void randomBytesAfterTlsNeverGetFurtherThanTheFrame() throws IOException {
        long seed = 20_261_123;
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            byte[] noise = new byte[1 + random.nextInt(40_000)];
            random.nextBytes(noise);
            noise[1] |= 2; // no valid frame begins so
            try (RawPeer attacker = insider()) {
                if (round % 2 == 0) {
                    attacker.greet(Mesh.CHAIN);
                }
                attacker.write(noise);
                assertThat(attacker.closedByPeer())
                        .as("seed %d round %d", seed, round)
                        .isTrue();
            } catch (IOException e) {
                // closed while writing
            }
        }
        assertThat(mesh.inbox(2).from(0)).isEmpty();
    }

    @Test
    void truncatedFrameIsForgottenWithItsConnection() throws IOException {
        try (RawPeer attacker = insider().greet(Mesh.CHAIN)) {
            attacker.write(RawPeer.frame(1, 1, 1000, new byte[999]));
        }
        await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(2).links.contains("-0"));
        try (RawPeer attacker = insider().greet(Mesh.CHAIN)) {
            attacker.write(RawPeer.frame(1, 1, 1, new byte[] {7}));
            await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(2).from(0).size() == 1);
        }
        assertThat(mesh.inbox(2).from(0).getFirst().bytes().size()).isEqualTo(1);
    }

    @Test
    void framesInPiecesAreAssembled() throws IOException {
        byte[] frame = RawPeer.frame(1, 1, 3, new byte[] {7, 8, 9});
        try (RawPeer peer = insider().greet(Mesh.CHAIN)) {
            for (byte b : frame) {
                peer.write(new byte[] {b});
            }
            await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(2).from(0).size() == 1);
        }
        assertThat(mesh.inbox(2).from(0).getFirst().bytes().hex()).isEqualTo("070809");
    }

    @Test
    void randomBytesInsteadOfTlsAreRefused() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            byte[] noise = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(noise);
            if (round % 2 == 0) {
                // looks like a TLS record with a ClientHello of garbage
                byte[] start = {22, 3, 1, (byte) (noise.length >> 8), (byte) noise.length, 1};
                System.arraycopy(start, 0, noise, 0, Math.min(start.length, noise.length));
            } else {
                noise[0] = (byte) 200;
            }
            try (Socket socket = plain()) {
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                assertClosed(socket);
            }
        }
    }

    @Test
    void unknownKeyIsRefused() throws IOException {
        Identity stranger = Mesh.identity(Scheme.ML_DSA_44, 99);
        assertRefusedWithFrame(stranger);
        assertThat(mesh.inbox(2).links).containsExactly("+1");
    }

    @Test
    void keyOfAHigherIndexMayNotDial() throws IOException {
        assertThatThrownBy(() -> {
                    try (RawPeer peer = new RawPeer(mesh.identities.get(2), mesh.identities.get(1), mesh.port(1))) {
                        peer.greet(Mesh.CHAIN);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private void assertRefusedWithFrame(Identity self) throws IOException {
        try (RawPeer peer = new RawPeer(self, mesh.identities.get(2), mesh.port(2))) {
            // in TLS 1.3 the client is done before the server has seen its certificate
            peer.write(RawPeer.frame(
                    0, 1, Frames.HELLO_BYTES, Frames.encode(new Frames.Hello(Frames.MAGIC, 1, Mesh.CHAIN))));
            peer.write(RawPeer.frame(1, 1, 1, new byte[] {7}));
            assertThat(peer.closedByPeer()).isTrue();
        } catch (IOException e) {
            // refused while still writing
        }
        await().atMost(Mesh.PATIENCE).until(() -> mesh.ended(2, Ended.TLS_FAILED) == 1);
        assertThat(mesh.inbox(2).from(0)).isEmpty();
    }

    @Test
    void aKnownKeyInACertificateOfSomeoneElseIsRefused() {
        Identity victim = mesh.identities.get(0);
        Identity thief = Mesh.identity(Scheme.ML_DSA_44, 99);
        Identity forged = victim.withPrivateKeyOf(thief);
        assertThatThrownBy(() -> {
                    try (RawPeer peer = new RawPeer(forged, mesh.identities.get(2), mesh.port(2))) {
                        peer.greet(Mesh.CHAIN);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(mesh.inbox(2).links).containsExactly("+1");
    }

    @Test
    void dialedPeerWithAnotherKeyIsRefused() throws IOException {
        Mesh wrong = new Mesh(2);
        wrong.identities.set(1, Mesh.identity(Scheme.ML_DSA_44, 50));
        wrong.port(1, mesh.port(2));
        wrong.open(0);
        await().atMost(Mesh.PATIENCE).until(() -> wrong.ended(0, Ended.TLS_FAILED) >= 2);
        assertThat(wrong.inbox(0).links).isEmpty();
        wrong.close();
    }

    @Test
    void anotherChainIsRefused() throws IOException {
        try (RawPeer peer = insider()) {
            peer.greet(Hash.sha256(new byte[] {2}));
            assertThat(peer.closedByPeer()).isTrue();
        }
        assertThat(mesh.ended(2, Ended.WRONG_CHAIN)).isEqualTo(1);
        assertThat(mesh.inbox(2).links).containsExactly("+1");
    }

    @Test
    void anotherProtocolVersionIsRefused() throws IOException {
        try (RawPeer peer = insider()) {
            byte[] hello = Frames.encode(new Frames.Hello(Frames.MAGIC, 2, Mesh.CHAIN));
            peer.write(RawPeer.frame(0, 1, hello.length, hello));
            assertThat(peer.closedByPeer()).isTrue();
        }
        assertThat(mesh.ended(2, Ended.WRONG_PROTOCOL)).isEqualTo(1);
    }

    @Test
    void classicalKeyExchangeIsRefused() {
        for (String group : List.of("x25519", "secp256r1", "MLKEM768")) {
            assertThatThrownBy(() ->
                            new RawPeer(mesh.identities.get(0), mesh.identities.get(2), mesh.port(2), parameters -> {
                                parameters.setNamedGroups(new String[] {group});
                                parameters.setEarlyKeyShares(new String[] {group});
                            }))
                    .as(group)
                    .isInstanceOf(IOException.class);
        }
        await().atMost(Mesh.PATIENCE).until(() -> mesh.ended(2, Ended.TLS_FAILED) == 3);
    }

    @Test
    void theWireShowsTls13WithTheHybridGroupAndAReplayIsRefused() throws IOException {
        byte[] recorded;
        try (RecordingProxy proxy = new RecordingProxy(mesh.port(2))) {
            try (RawPeer peer = new RawPeer(mesh.identities.get(0), mesh.identities.get(2), proxy.port())) {
                peer.greet(Mesh.CHAIN);
                peer.write(RawPeer.frame(1, 1, 1, new byte[] {7}));
                await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(2).from(0).size() == 1);
                recorded = proxy.fromClient();
                ServerHello hello = ServerHello.parse(proxy.fromServer());
                assertThat(hello.version()).isEqualTo(0x0304);
                // draft-ietf-tls-ecdhe-mlkem: X25519MLKEM768 = 0x11ec, server share 1088 + 32 bytes
                assertThat(hello.group()).isEqualTo(0x11ec);
                assertThat(hello.shareBytes()).isEqualTo(1120);
                assertThat(hello.cipher()).isEqualTo(0x1301);
            }
        }
        await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(2).links.contains("-0"));
        for (int round = 0; round < 3; round++) {
            try (Socket replay = plain()) {
                replay.getOutputStream().write(recorded);
                assertClosed(replay);
            } catch (java.net.SocketException e) {
                assertThat(e).hasMessageMatching(".*(reset|pipe).*");
            }
        }
        assertThat(mesh.inbox(2).from(0)).hasSize(1);
        assertThat(mesh.inbox(2).links).containsExactly("+1", "+0", "-0");
    }

    @Test
    void theNewestConnectionOfAKeyWins() throws IOException {
        try (RawPeer first = insider().greet(Mesh.CHAIN)) {
            await().atMost(Mesh.PATIENCE).until(() -> mesh.node(2).connectedCount() == 2);
            try (RawPeer second = insider().greet(Mesh.CHAIN)) {
                assertThat(first.closedByPeer()).isTrue();
                second.write(RawPeer.frame(1, 1, 1, new byte[] {7}));
                await().atMost(Mesh.PATIENCE).until(() -> mesh.inbox(2).from(0).size() == 1);
                assertThat(mesh.ended(2, Ended.REPLACED)).isEqualTo(1);
            }
        }
    }

    @Test
    void silenceEndsAConnectionBeforeAndAfterTheHandshake() throws IOException {
        Limits quick = Limits.defaults().withTimes(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (Mesh impatient = new Mesh(3, Scheme.ML_DSA_44, quick)) {
            impatient.open(2);
            impatient.open(1);
            impatient.assertWorks(1, 2);
            try (RawPeer silent = new RawPeer(
                                    impatient.identities.get(0), impatient.identities.get(2), impatient.port(2))
                            .greet(Mesh.CHAIN);
                    Socket mute = new Socket(InetAddress.getLoopbackAddress(), impatient.port(2))) {
                mute.setSoTimeout(30_000);
                assertThat(silent.closedByPeer()).isTrue();
                assertClosed(mute);
            }
            assertThat(impatient.ended(2, Ended.SILENT)).isEqualTo(1);
            assertThat(impatient.ended(2, Ended.HANDSHAKE_TIMEOUT)).isEqualTo(1);
            // idle all the while, but it kept itself alive
            assertThat(impatient.inbox(2).links).containsExactly("+1", "+0", "-0");
        }
    }

    @Test
    void connectionsWithoutAKeyAreCapped() throws IOException {
        Limits few = Mesh.fast().withAdmission(3, 1_000);
        try (Mesh capped = new Mesh(2, Scheme.ML_DSA_44, few)) {
            capped.open(1);
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), capped.port(1)));
            }
            await().atMost(Mesh.PATIENCE).until(() -> capped.ended(1, Ended.REFUSED_AT_GATE) == 5);
            for (Socket socket : sockets) {
                socket.close();
            }
            await().atMost(Mesh.PATIENCE).until(() -> capped.ended(1, Ended.REMOTE_CLOSED) == 3);
            capped.open(0);
            capped.assertWorks(0, 1);
        }
    }
}
