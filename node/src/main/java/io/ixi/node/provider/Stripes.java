package io.ixi.node.provider;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.repositorium.storage.ReedSolomon;
import io.ixi.vm.repositorium.storage.ShardTree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A file as shards and back. The file is cut into segments; each is sealed with AES-256-GCM under the blob's own key,
 * its number and whether it is the last one being the nonce, into a cell of 64 KiB (a public blob's segments stay as
 * they are). Cells go to the data shards in turn; each row of cells gives one cell for every parity shard. Memory: two
 * rows.
 */
final class Stripes {
    static final int CELL = 65_536;
    static final int KEY_BYTES = 32;

    private static final int TAG = 16;
    private static final int NONCE = 12;

    /** Cells that make a chunk of the hash tree. */
    private static final int CELLS_PER_CHUNK = ShardTree.CHUNK_BYTES / CELL;

    private final ReedSolomon code;
    private final byte @Nullable [] key;

    /** @param key null for a public blob */
    Stripes(ReedSolomon code, byte @Nullable [] key) {
        this.code = code;
        this.key = key;
    }

    /** What a file became. */
    record Coded(long size, Hash content, long shardBytes, List<Hash> roots) {}

    private int segment() {
        return key == null ? CELL : CELL - TAG;
    }

    private byte[] crypt(int mode, byte[] bytes, int length, long number, boolean last) throws IOException {
        if (key == null) {
            return Arrays.copyOf(bytes, length);
        }
        byte[] nonce =
                ByteBuffer.allocate(NONCE).putInt(last ? 1 : 0).putLong(number).array();
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, nonce));
            return cipher.doFinal(bytes, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IOException("the key does not open this blob", e);
        }
    }

    /** Writes all shards of a stream into these files. */
    Coded encode(InputStream in, List<Path> files) throws IOException {
        List<OutputStream> outs = new ArrayList<>();
        ShardTree[] trees = new ShardTree[code.total()];
        byte[][] chunks = new byte[code.total()][ShardTree.CHUNK_BYTES];
        try {
            for (int shard = 0; shard < code.total(); shard++) {
                outs.add(new BufferedOutputStream(Files.newOutputStream(files.get(shard)), 1 << 20));
                trees[shard] = new ShardTree();
            }
            MessageDigest content = sha256();
            long size = 0;
            long number = 0;
            long rows = 0;
            byte[] plain = new byte[segment()];
            byte[] ahead = new byte[segment()];
            int length = in.readNBytes(plain, 0, plain.length);
            byte[][] row = new byte[code.data()][];
            boolean last = false;
            while (!last) {
                Arrays.fill(row, new byte[CELL]);
                for (int cell = 0; cell < row.length && !last; cell++) {
                    int next = length < plain.length ? 0 : in.readNBytes(ahead, 0, ahead.length);
                    last = next == 0;
                    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, plain, length, number++, last);
                    content.update(sealed);
                    size += sealed.length;
                    row[cell] = Arrays.copyOf(sealed, CELL);
                    byte[] swap = plain;
                    plain = ahead;
                    ahead = swap;
                    length = next;
                }
                write(row, rows++, chunks, trees, outs);
            }
            return finish(size, content, rows, chunks, trees);
        } finally {
            for (OutputStream out : outs) {
                out.close();
            }
        }
    }

    private void write(byte[][] row, long number, byte[][] chunks, ShardTree[] trees, List<OutputStream> outs)
            throws IOException {
        int at = (int) (number % CELLS_PER_CHUNK) * CELL;
        byte[] parity = new byte[CELL];
        for (int shard = 0; shard < code.total(); shard++) {
            byte[] cell = parity;
            if (shard < code.data()) {
                cell = row[shard];
            } else {
                code.encode(row, shard, parity);
            }
            outs.get(shard).write(cell);
            System.arraycopy(cell, 0, chunks[shard], at, CELL);
            if (at + CELL == ShardTree.CHUNK_BYTES) {
                trees[shard].add(chunks[shard], ShardTree.CHUNK_BYTES);
            }
        }
    }

    private Coded finish(long size, MessageDigest content, long rows, byte[][] chunks, ShardTree[] trees) {
        List<Hash> roots = new ArrayList<>();
        int rest = (int) (rows % CELLS_PER_CHUNK) * CELL;
        for (int shard = 0; shard < code.total(); shard++) {
            if (rest > 0) {
                trees[shard].add(chunks[shard], rest);
            }
            roots.add(trees[shard].root());
        }
        return new Coded(size, Hash.of(content.digest()), rows * CELL, roots);
    }

    private static int[] numbers(List<Integer> shards) {
        return shards.stream().mapToInt(Integer::intValue).toArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Gives the stream back from as many shards as it has data shards.
     *
     * @param shards their numbers, in the order of the files
     * @throws IOException the files are not what the blob's hash says, or the key is another one
     */
    void decode(List<Integer> shards, List<Path> files, long size, Hash content, OutputStream out) throws IOException {
        int data = code.data();
        int[][] coefficients = new int[data][];
        for (int wanted = 0; wanted < data; wanted++) {
            coefficients[wanted] = code.coefficients(numbers(shards), wanted);
        }
        MessageDigest digest = sha256();
        List<InputStream> ins = new ArrayList<>();
        try {
            for (Path file : files) {
                ins.add(Files.newInputStream(file));
            }
            byte[][] cells = new byte[data][CELL];
            byte[] cell = new byte[CELL];
            long left = size;
            for (long number = 0; left > 0; ) {
                for (int i = 0; i < data; i++) {
                    if (ins.get(i).readNBytes(cells[i], 0, CELL) != CELL) {
                        throw new IOException("a shard ends early");
                    }
                }
                for (int wanted = 0; wanted < data && left > 0; wanted++) {
                    ReedSolomon.combine(coefficients[wanted], cells, cell);
                    int length = (int) Math.min(left, CELL);
                    left -= length;
                    digest.update(cell, 0, length);
                    out.write(crypt(Cipher.DECRYPT_MODE, cell, length, number++, left == 0));
                }
            }
        } finally {
            for (InputStream in : ins) {
                in.close();
            }
        }
        if (!Hash.of(digest.digest()).equals(content)) {
            throw new IOException("the shards do not give what was stored");
        }
    }

    /** Makes a shard again from as many others as there are data shards. */
    void rebuild(List<Integer> shards, List<Path> files, int wanted, Path to) throws IOException {
        int[] coefficients = code.coefficients(numbers(shards), wanted);
        List<InputStream> ins = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 20)) {
            for (Path file : files) {
                ins.add(Files.newInputStream(file));
            }
            byte[][] cells = new byte[code.data()][CELL];
            byte[] cell = new byte[CELL];
            for (long left = Files.size(files.getFirst()); left > 0; left -= CELL) {
                for (int i = 0; i < cells.length; i++) {
                    if (ins.get(i).readNBytes(cells[i], 0, CELL) != CELL) {
                        throw new IOException("a shard ends early");
                    }
                }
                ReedSolomon.combine(coefficients, cells, cell);
                out.write(cell);
            }
        } finally {
            for (InputStream in : ins) {
                in.close();
            }
        }
    }
}
