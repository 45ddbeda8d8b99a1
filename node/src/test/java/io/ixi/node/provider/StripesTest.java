package io.ixi.node.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.repositorium.storage.ReedSolomon;
import io.ixi.vm.repositorium.storage.ShardTree;
import io.ixi.vm.repositorium.storage.proto.Answer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as shards and back, shards on a disk, and who may ask. {@code -Dixi.bytes=1000000000} for a large file. */
class StripesTest {
    private static final long BYTES = Long.getLong("ixi.bytes", 20_000_000);
    private static final int MB = 1_000_000;

    private final byte[] key = new byte[32];
    private final ReedSolomon code = new ReedSolomon(4, 6);

    @TempDir
    private Path folder = Path.of("");

    private Path file(long bytes) throws IOException {
        Path file = folder.resolve("file" + bytes);
        Random random = new Random(bytes);
        byte[] block = new byte[MB];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long left = bytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return file;
    }

    private List<Path> shards() {
        List<Path> shards = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            shards.add(folder.resolve(i + ".shard"));
        }
        return shards;
    }

    private Stripes.Coded encode(Path file, byte[] with) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new Stripes(code, with).encode(in, shards());
        }
    }

    private Path decode(Stripes.Coded coded, byte[] with, List<Integer> from) throws IOException {
        Path back = folder.resolve("back");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(back), 1 << 20)) {
            new Stripes(code, with)
                    .decode(from, from.stream().map(shards()::get).toList(), coded.size(), coded.content(), out);
        }
        return back;
    }

    private static long rate(long bytes, long start) {
        return bytes * 1_000 / Math.max(1, System.nanoTime() - start);
    }

    private static void flush(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Two of six shards are gone; prints MB/s beside what the disk does alone with the same bytes. */
    @Test
    void aFileComesBackWithoutTwoOfSixShards() throws IOException {
        long disk = System.nanoTime();
        Path file = file(BYTES);
        flush(file);
        long written = rate(BYTES, disk);
        disk = System.nanoTime();
        Path copy = Files.copy(file, folder.resolve("copy"));
        flush(copy);
        long copied = rate(BYTES, disk);
        long start = System.nanoTime();
        Stripes.Coded coded = encode(file, key);
        for (Path shard : shards()) {
            flush(shard);
        }
        long put = rate(BYTES, start);
        Files.delete(shards().get(1));
        Files.delete(shards().get(3));
        start = System.nanoTime();
        Path back = decode(coded, key, List.of(0, 2, 4, 5));
        flush(back);
        long get = rate(BYTES, start);
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
        System.out.println("bytes " + BYTES + ", disk writes " + written + " MB/s, copies " + copied
                + " MB/s; encrypt and code " + put + " MB/s, " + 100 * put / Math.max(1, copied)
                + " % of a copy; back without two shards " + get + " MB/s, " + 100 * get / Math.max(1, copied) + " %");
        Stripes stripes = new Stripes(code, null);
        Path made = folder.resolve("made");
        stripes.rebuild(
                List.of(0, 2, 4, 5),
                List.of(0, 2, 4, 5).stream().map(shards()::get).toList(),
                3,
                made);
        ShardStore store = new ShardStore(folder.resolve("store"));
        ShardStore.Name name = new ShardStore.Name(Bytes.wrap(new byte[20]), 3);
        try (InputStream in = Files.newInputStream(made)) {
            store.put(name, in, coded.shardBytes(), coded.roots().get(3));
        }
        assertThat(store.list()).containsExactly(name);
        long leaves = coded.shardBytes() / ShardTree.LEAF_BYTES;
        for (long leaf : new long[] {0, leaves / 2, leaves - 1}) {
            Answer answer = store.answer(name, leaf);
            assertThat(ShardTree.verify(
                            coded.roots().get(3),
                            leaves,
                            leaf,
                            answer.getLeaf().toByteArray(),
                            answer.getPath().toByteArray()))
                    .isTrue();
        }
    }

    @Test
    void filesOfAnySizeComeBack() throws IOException {
        for (long bytes : new long[] {0, 1, 65_519, 65_520, 65_521, 4 * 65_520, 4 * 65_520 + 1, 9 * 65_520}) {
            Path file = file(bytes);
            Stripes.Coded coded = encode(file, key);
            assertThat(Files.mismatch(file, decode(coded, key, List.of(5, 4, 3, 2))))
                    .as("bytes " + bytes)
                    .isEqualTo(-1);
        }
    }

    @Test
    void anotherKeyOrAnotherShardGivesNothing() throws IOException {
        Stripes.Coded coded = encode(file(300_000), key);
        byte[] other = key.clone();
        other[0] = 1;
        assertThatThrownBy(() -> decode(coded, other, List.of(0, 1, 2, 3))).isInstanceOf(IOException.class);
        byte[] bytes = Files.readAllBytes(shards().get(2));
        bytes[70] ^= 1;
        Files.write(shards().get(2), bytes);
        assertThatThrownBy(() -> decode(coded, key, List.of(0, 1, 2, 3))).isInstanceOf(IOException.class);
        ShardStore store = new ShardStore(folder.resolve("store"));
        ShardStore.Name name = new ShardStore.Name(Bytes.wrap(new byte[20]), 2);
        try (InputStream in = Files.newInputStream(shards().get(2))) {
            assertThatThrownBy(() -> store.put(
                            name, in, coded.shardBytes(), coded.roots().get(2)))
                    .isInstanceOf(IOException.class);
        }
        assertThat(store.has(name)).isFalse();
    }

    /** Strangers, broken headers and silly paths get nothing, whatever the chain says: no node answers here. */
    @Test
    void whoDoesNotSignIsNotServed() throws Exception {
        SigningKey mine = SigningKey.fromSeed(Scheme.ML_DSA_44, new byte[32]);
        try (Provider provider = new Provider(
                        URI.create("http://127.0.0.1:9"),
                        mine,
                        folder,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var http = java.net.http.HttpClient.newHttpClient()) {
            String root = "http://127.0.0.1:" + provider.port() + "/v1/shards/";
            Random random = new Random(5);
            for (String header : List.of("", "1 2 3", "44 5 x y", "1 99999999999999 AA AA", "a b c d")) {
                for (String path : List.of("x", "0".repeat(40) + "/3", "0".repeat(40) + "/99", "%2e%2e/1")) {
                    var request = java.net.http.HttpRequest.newBuilder(URI.create(root + path))
                            .header(ShardCalls.HEADER, header + random.nextInt(3))
                            .GET()
                            .build();
                    int code = http.send(request, java.net.http.HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    assertThat(code).as(header + " " + path).isIn(400, 401);
                }
            }
        }
        Address account = Address.of(Scheme.ML_DSA_44.number(), mine.publicKey());
        assertThat(ShardCalls.caller("1 1 " + "A".repeat(1752) + " " + "A".repeat(3228), "GET", "/", account, 1))
                .isEmpty();
    }
}
