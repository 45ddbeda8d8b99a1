package io.ixi.node.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Hash;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    private static String hex(ByteBuf frame) {
        String hex = ByteBufUtil.hexDump(frame);
        frame.release();
        return hex;
    }

    @Test
    void bytesOnTheWireAreFrozen() {
        Map<String, String> golden = new TreeMap<>();
        try (InputStream in = FramesTest.class.getResourceAsStream("/golden/frames.txt")) {
            assertThat(in).isNotNull();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] parts = line.split(" ", -1);
                golden.put(parts[0], parts[1]);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> actual = new TreeMap<>();
        actual.put("hello", hex(Frames.hello(HEAP, Hash.sha256(new byte[] {1}))));
        actual.put("keepalive", hex(Frames.keepalive(HEAP)));
        for (Channel channel : Channel.values()) {
            byte[] payload = {1, 2, 3};
            actual.put("last-" + channel, hex(Frames.frame(HEAP, channel.code(), Frames.LAST, payload, 0, 3)));
        }
        byte[] full = new byte[Frames.MAX_PAYLOAD];
        actual.put(
                "full-header",
                hex(Frames.frame(HEAP, 3, 0, full, 0, full.length)).substring(0, 8));
        assertThat(actual).isEqualTo(golden);
    }

    @Test
    void helloDecodesOnlyFromItself() {
        byte[] hello = Frames.encode(new Frames.Hello(Frames.MAGIC, 1, Hash.ZERO));
        assertThat(Frames.decode(hello)).isEqualTo(new Frames.Hello(Frames.MAGIC, 1, Hash.ZERO));
        for (int size = 0; size < hello.length; size++) {
            byte[] cut = java.util.Arrays.copyOf(hello, size);
            assertThatThrownBy(() -> Frames.decode(cut)).isInstanceOf(MalformedException.class);
        }
        byte[] longer = java.util.Arrays.copyOf(hello, hello.length + 1);
        assertThatThrownBy(() -> Frames.decode(longer)).isInstanceOf(MalformedException.class);
    }

    @Provide
    Arbitrary<List<byte[]>> messages() {
        Arbitrary<Integer> sizes = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 100),
                Arbitraries.of(Frames.MAX_PAYLOAD, Frames.MAX_PAYLOAD + 1, 2 * Frames.MAX_PAYLOAD, 40_000));
        return Combinators.combine(sizes, Arbitraries.bytes())
                .as((size, fill) -> {
                    byte[] bytes = new byte[size];
                    java.util.Arrays.fill(bytes, fill);
                    return bytes;
                })
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 300)
    void whatGoesIntoAnOutboxComesOutOfTheAssembliesInOrder(
            @ForAll("messages") List<byte[]> messages, @ForAll List<Channel> channels) {
        Outbox outbox = new Outbox(channel -> 1 << 20);
        Map<Channel, List<String>> sent = new EnumMap<>(Channel.class);
        for (int i = 0; i < messages.size(); i++) {
            Channel channel = channels.isEmpty() ? Channel.VOTE : channels.get(i % channels.size());
            assertThat(outbox.offer(channel, messages.get(i))).isTrue();
            sent.computeIfAbsent(channel, c -> new ArrayList<>())
                    .add(HexFormat.of().formatHex(messages.get(i)));
        }
        Map<Channel, List<String>> received = new EnumMap<>(Channel.class);
        Map<Channel, Assembly> assemblies = new EnumMap<>(Channel.class);
        for (Outbox.Chunk chunk = outbox.take(); chunk != null; chunk = outbox.take()) {
            ByteBuf frame = chunk.frame(HEAP);
            int code = frame.readUnsignedByte();
            int flags = frame.readUnsignedByte();
            int length = frame.readUnsignedShort();
            Frames.check(code, flags, length);
            Channel channel = Channel.ofCode(code);
            assertThat(channel).isEqualTo(chunk.channel());
            byte[] message =
                    assemblies.computeIfAbsent(chunk.channel(), Assembly::new).add(frame, length, flags == Frames.LAST);
            assertThat(frame.isReadable()).isFalse();
            frame.release();
            if (message != null) {
                received.computeIfAbsent(chunk.channel(), c -> new ArrayList<>())
                        .add(HexFormat.of().formatHex(message));
            }
        }
        assertThat(received).isEqualTo(sent);
        assertThat(outbox.isEmpty()).isTrue();
        for (Channel channel : Channel.values()) {
            assertThat(outbox.bytes(channel)).isZero();
        }
    }

    @Property
    void everyHeaderIsAcceptedOrMalformed(@ForAll byte code, @ForAll byte flags, @ForAll short length) {
        int size = length & 0xffff;
        boolean accepted;
        try {
            Frames.check(code & 0xff, flags & 0xff, size);
            accepted = true;
        } catch (MalformedException e) {
            accepted = false;
        }
        if (accepted) {
            assertThat(flags & 0xfe).isZero();
            assertThat(size).isLessThanOrEqualTo(Frames.MAX_PAYLOAD);
        }
    }

    @Test
    void anUrgentMessageOvertakesAndTheLeastUrgentIsNotStarved() {
        Outbox outbox = new Outbox(channel -> 8 << 20);
        assertThat(outbox.offer(Channel.BLOCK, new byte[4 << 20])).isTrue();
        assertThat(outbox.offer(Channel.SYNC, new byte[10])).isTrue();
        assertThat(outbox.take()).isNotNull().extracting(Outbox.Chunk::channel).isEqualTo(Channel.BLOCK);
        assertThat(outbox.offer(Channel.VOTE, new byte[2500])).isTrue();
        assertThat(outbox.take()).isNotNull().extracting(Outbox.Chunk::channel).isEqualTo(Channel.VOTE);
        List<Channel> next = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            next.add(Objects.requireNonNull(outbox.take()).channel());
        }
        assertThat(next)
                .as("the eighth chunk is the least urgent one's")
                .containsExactly(
                        Channel.BLOCK, Channel.BLOCK, Channel.BLOCK, Channel.BLOCK, Channel.BLOCK, Channel.SYNC);
    }

    @Test
    void anOutboxTakesNoMoreThanItsQuotaAndNothingOnceClosed() {
        Outbox outbox = new Outbox(channel -> 100);
        assertThat(outbox.offer(Channel.BLOCK, new byte[100])).isTrue();
        assertThat(outbox.offer(Channel.BLOCK, new byte[1])).isFalse();
        assertThat(outbox.offer(Channel.VOTE, new byte[100])).isTrue();
        assertThat(outbox.bytes(Channel.BLOCK)).isEqualTo(100);
        outbox.close();
        assertThat(outbox.take()).isNull();
        assertThat(outbox.offer(Channel.VOTE, new byte[1])).isFalse();
    }

    @Test
    void aMessageMayNotGrowOverItsChannelsLimit() {
        Assembly assembly = new Assembly(Channel.VOTE);
        ByteBuf zeros = HEAP.heapBuffer().writeZero(5 * Frames.MAX_PAYLOAD);
        for (int i = 0; i < 4; i++) {
            assertThat(assembly.add(zeros, Frames.MAX_PAYLOAD, false)).isNull();
        }
        assertThatThrownBy(() -> assembly.add(zeros, Frames.MAX_PAYLOAD, true)).isInstanceOf(MalformedException.class);
        zeros.release();
    }

    @Test
    void creditIsEarnedOverTime() {
        long second = 1_000_000_000L;
        Credit credit = new Credit(1000, 2000, 0);
        assertThat(credit.trySpend(2000, 0)).isTrue();
        assertThat(credit.trySpend(1, 0)).isFalse();
        assertThat(credit.trySpend(1000, second)).isTrue();
        assertThat(credit.spend(500, second)).isEqualTo(second / 2 + 1);
        assertThat(credit.trySpend(1, second * 3 / 2)).isFalse();
        assertThat(credit.trySpend(2000, 1000 * second))
                .as("the burst is a cap")
                .isTrue();
        assertThat(credit.trySpend(1, 1000 * second)).isFalse();
    }
}
