package io.ixi.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.net.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * The bytes between peers are frozen in {@code peer.golden}, total to decode and canonical. {@code -Dixi.golden=write}
 * writes the file.
 */
class PeerCodecTest {
    @Test
    void bytesAreFrozen() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int kind = 0; kind < PeerSamples.KINDS; kind++) {
            PeerMessage message = new PeerSamples(kind + 45L).message(kind);
            lines.append(message.getClass().getSimpleName())
                    .append(' ')
                    .append(HexFormat.of().formatHex(PeerCodec.encode(message)))
                    .append('\n');
        }
        if ("write".equals(System.getProperty("ixi.golden"))) {
            Files.writeString(Path.of("src/test/resources/io/ixi/node/wire/peer.golden"), lines);
            return;
        }
        try (InputStream golden = PeerCodecTest.class.getResourceAsStream("peer.golden")) {
            assertThat(golden).isNotNull();
            assertThat(lines.toString()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void layoutOfAStatusIsAsDocumented() {
        assertThat(HexFormat.of().formatHex(PeerCodec.encode(new PeerMessage.Status(258, 3))))
                .isEqualTo("0e" + "0000000000000102" + "0000000000000003");
    }

    @Property(tries = 500)
    void decodesWhatWasEncoded(@ForAll long seed) {
        PeerMessage message = new PeerSamples(seed).message();
        assertThat(PeerCodec.decode(message.channel(), PeerCodec.encode(message)))
                .isEqualTo(message);
    }

    @Property(tries = 2_000)
    void mutatedBytesAreRejectedOrCanonical(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PeerMessage message = new PeerSamples(seed).message();
        byte[] bytes = PeerCodec.encode(message);
        byte[] mutated = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 3)) : bytes;
        if (mutated.length > 0) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        for (Channel channel : Channel.values()) {
            try {
                assertThat(PeerCodec.encode(PeerCodec.decode(channel, mutated))).isEqualTo(mutated);
            } catch (MalformedException expected) {
                assertThat(expected.getStackTrace()).isEmpty();
            }
        }
    }

    @Test
    void messageOnTheWrongChannelIsMalformed() {
        byte[] bytes = PeerCodec.encode(new PeerMessage.SyncRequest(1));
        assertThatThrownBy(() -> PeerCodec.decode(Channel.VOTE, bytes)).isInstanceOf(MalformedException.class);
    }

    @Test
    void signerBitmapsAreMinimalAndBounded() {
        assertThat(Signers.of(0, 9).bitmap().hex()).isEqualTo("0102");
        assertThat(Signers.of(9).contains(9)).isTrue();
        assertThat(Signers.of(9).contains(8)).isFalse();
        assertThat(Signers.of(9).contains(200)).isFalse();
        assertThatThrownBy(() -> Signers.of(200)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Signers(Bytes.fromHex("0100"))).isInstanceOf(MalformedException.class);
    }
}
