package io.ixi.node.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Subject;
import io.ixi.node.replica.Signer;
import io.ixi.node.signer.SignerException.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteSignerTest {
    @TempDir
    Path directory;

    @Test
    void aSignerThatIsKilledAndRestartedRemembersWhatItSigned() throws Exception {
        SignerProcess first = SignerProcess.start(socket(), file());
        try (RemoteSigner signer = RemoteSigner.connect(socket())) {
            Subject vote = Votes.notarize(4, 1);
            assertThat(signer.sign(vote)).isEqualTo(SignerProcess.signature(vote.toString()));
            first.close();
            assertThatThrownBy(() -> signer.sign(Votes.nullify(5))).isInstanceOf(Signer.AwayException.class);
            try (SignerProcess _ = SignerProcess.start(socket(), file())) {
                assertThatThrownBy(() -> signer.sign(Votes.notarize(4, 2)))
                        .isInstanceOf(Signer.RefusedException.class)
                        .hasMessageContaining("already voted otherwise in view 4");
                assertThat(signer.sign(vote)).isEqualTo(SignerProcess.signature(vote.toString()));
                signer.sign(Votes.nullify(5));
                assertThat(signer.resume(0, 5, List.of())).isNull();
                assertThat(signer.resume(0, 4, List.of())).contains("older than this key's last vote");
            }
        }
    }

    @Test
    void aSecondNodeIsToldThatTheKeyIsTakenUntilTheFirstHasGone() {
        try (SignerServer server = serve()) {
            RemoteSigner first = RemoteSigner.connect(server.socket());
            for (int i = 0; i < 200; i++) {
                assertThatThrownBy(() -> RemoteSigner.connect(socket()))
                        .isInstanceOfSatisfying(
                                SignerException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                        .hasMessageContaining("another node uses the signer");
            }
            first.sign(Votes.nullify(1));
            first.close();
            await().ignoreExceptions().until(() -> {
                RemoteSigner.connect(socket()).close();
                return true;
            });
        }
    }

    @Test
    void noSignerIsSaidWithWhatToDo() {
        assertThatThrownBy(() -> RemoteSigner.connect(socket()))
                .isInstanceOfSatisfying(
                        SignerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.AWAY))
                .hasMessageContaining("ixi node signer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000001", "7f00000001", "00000003010909", "000000014d"})
    void garbageCutsTheNodeOffAndNothingElse(String hex) throws IOException {
        try (SignerServer server = serve()) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
                channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
                assertThat(answered(channel)).isFalse();
            }
            await().ignoreExceptions().until(() -> {
                try (RemoteSigner signer = RemoteSigner.connect(server.socket())) {
                    return signer.sign(Votes.nullify(1)).size() > 0;
                }
            });
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket())))
                    .isEqualTo("rw-------");
        }
    }

    /** False if the other side closed, which resets the connection when it left bytes unread. */
    private static boolean answered(SocketChannel channel) throws IOException {
        try {
            return channel.read(ByteBuffer.allocate(1)) >= 0;
        } catch (SocketException e) {
            return false;
        }
    }

    private SignerServer serve() {
        return SignerServer.start(
                socket(),
                subject -> SignerProcess.signature(subject.toString()),
                Watermark.open(file(), Votes.CHAIN, Votes.KEY));
    }

    private Path socket() {
        return directory.resolve("s");
    }

    private Path file() {
        return directory.resolve("votes");
    }
}
