package io.ixi.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.MemoryDisk;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The store's bytes are frozen: a change needs a new format version. */
class StoreConformanceTest {
    private static final StoreCodec CODEC = new StoreCodec(SyntheticChain.EVENTS);
    private static final Hash HASH = new Hash(1, 2, 3, 4);
    private static final BlockHeader HEADER =
            new BlockHeader(HASH, 1, 2, 3, 4, 3, 1, 5, HASH, HASH, HASH, HASH, 6, HASH);
    private static final List<Receipt> RECEIPTS = List.of(
            new Receipt(HASH, 0, 0, 77, new Amount(1, 2), List.of(new Event(513, StringValue.of("hi")))),
            new Receipt(HASH, 1_003, 15, 78, Amount.of(9), List.of()));

    @Test
    void valuesHaveTheGoldenBytes() throws IOException {
        TreeMap<String, String> actual = new TreeMap<>();
        actual.put("header", hex(StoreCodec.encode(new StoreCodec.Hashed(HASH, HEADER))));
        actual.put("place", hex(StoreCodec.encode(new StoreCodec.Place(258, 7))));
        actual.put(
                "undo",
                hex(StoreCodec.encode(new StoreCodec.Undo(List.of(Bytes.fromHex("aa")), List.of(Bytes.EMPTY)))));
        actual.put("tip", hex(StoreCodec.encode(new Ledger.Tip(9, HASH, 2, HASH, HASH))));
        actual.put("body", hex(StoreCodec.encodeBody(List.of(Bytes.fromHex("0102"), Bytes.fromHex("03")))));
        actual.put("receipts", hex(StoreCodec.encodeReceipts(RECEIPTS)));
        actual.put("previous.absent", hex(KeptState.previous(null)));
        actual.put("previous.present", hex(KeptState.previous(new byte[] {5, 6})));
        actual.put("key.header", hex(Keys.header(258)));
        actual.put("key.certificate", hex(Keys.certificate(258)));
        actual.put("key.body", hex(Keys.body(258)));
        actual.put("key.receipts", hex(Keys.receipts(258)));
        actual.put("key.undo", hex(Keys.height(258)));
        actual.put("key.block", hex(Keys.blockHash(HASH)));
        actual.put("key.transaction", hex(Keys.transaction(HASH)));
        actual.put("key.history", hex(Keys.history(new byte[] {1, 0, 2}, 258)));
        MemoryDisk disk = new MemoryDisk();
        try (DurableMark mark = DurableMark.open(disk)) {
            mark.write(258, HASH);
        }
        actual.put("mark", hex(Arrays.copyOfRange(disk.bytes("durable"), 512, 512 + 60)));
        assertThat(actual).isEqualTo(golden());
    }

    @Test
    void valuesComeBack() {
        assertThat(CODEC.receipts(StoreCodec.encodeReceipts(RECEIPTS))).isEqualTo(RECEIPTS);
        assertThat(StoreCodec.hashed(StoreCodec.encode(new StoreCodec.Hashed(HASH, HEADER)))
                        .header())
                .isEqualTo(HEADER);
        assertThatThrownBy(() -> new StoreCodec(List.of()).receipts(StoreCodec.encodeReceipts(RECEIPTS)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("513");
    }

    @Property(tries = 2_000)
    void decodersAreTotal(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = StoreCodec.encodeReceipts(RECEIPTS);
        if (random.nextBoolean()) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
        }
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        byte[] input = bytes;
        List<Function<byte[], Object>> decoders = List.of(
                CODEC::receipts,
                StoreCodec::body,
                StoreCodec::undo,
                StoreCodec::hashed,
                StoreCodec::place,
                StoreCodec::tip);
        for (Function<byte[], Object> decoder : decoders) {
            try {
                assertThat(decoder.apply(input)).isNotNull();
            } catch (MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Property(tries = 1_000)
    void historyKeysSortByStateKeyThenHeight(@ForAll byte[] a, @ForAll byte[] b, @ForAll short x, @ForAll short y) {
        long first = Math.abs((long) x);
        long second = Math.abs((long) y);
        int expected = Arrays.compareUnsigned(a, b);
        expected = Integer.signum(expected == 0 ? Long.compare(first, second) : expected);
        assertThat(Integer.signum(Arrays.compareUnsigned(Keys.history(a, first), Keys.history(b, second))))
                .isEqualTo(expected);
        assertThat(Keys.stateKey(Keys.history(a, first))).isEqualTo(a);
        assertThat(Keys.height(Keys.history(a, first))).isEqualTo(first);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Map<String, String> golden() throws IOException {
        TreeMap<String, String> golden = new TreeMap<>();
        try (InputStream in = StoreConformanceTest.class.getResourceAsStream("store.golden")) {
            assertThat(in).isNotNull();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    golden.put(line.substring(0, space), line.substring(space + 1));
                }
            }
        }
        return golden;
    }
}
