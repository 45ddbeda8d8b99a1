package io.ixi.node.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Subject;
import io.ixi.node.replica.Signer;
import io.ixi.node.signer.SignerException.Reason;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            assertThatThrownBy(() -> RemoteSigner.connect(socket()))
                    .isInstanceOfSatisfying(
                            SignerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                    .hasMessageContaining("another node uses the signer");
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

    @Test
    void garbageCutsTheNodeOffAndNothingElse() throws IOException {
        try (SignerServer server = serve()) {
            for (byte[] garbage : List.of(
                    new byte[] {0, 0, 0, 0, 1},
                    new byte[] {127, 0, 0, 0, 1},
                    new byte[] {0, 0, 0, 3, 1, 9, 9},
                    new byte[] {0, 0, 0, 1, 77})) {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
                    channel.write(ByteBuffer.wrap(garbage));
                    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                }
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
