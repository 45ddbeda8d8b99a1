package io.ixi.node.provider;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.repositorium.storage.ShardTree;
import io.ixi.vm.repositorium.storage.proto.Answer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shards in a folder: {@code BLOB-N.shard}, and beside it {@code BLOB-N.tree}, the 32-byte roots of its chunks, so
 * that a proof reads one chunk. A shard that is there was checked against its root and is on disk. Thread-safe for
 * different shards.
 */
final class ShardStore {
    private static final String SHARD = ".shard";
    private static final String TREE = ".tree";

    private final Path folder;

    /** Which shard. */
    record Name(Bytes blob, int shard) {
        String text() {
            return HexFormat.of().formatHex(blob.toArray()) + "-" + shard;
        }
    }

    ShardStore(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    Path file(Name name) {
        return folder.resolve(name.text() + SHARD);
    }

    boolean has(Name name) {
        return Files.exists(file(name));
    }

    /**
     * Takes a shard.
     *
     * @throws IOException the bytes are fewer or more than that, or do not have this root; nothing is kept
     */
    void put(Name name, InputStream in, long bytes, Hash root) throws IOException {
        Path part = Files.createTempFile(folder, "in", ".part");
        try {
            ShardTree tree = copy(in, part, bytes);
            if (in.read() >= 0 || !tree.root().equals(root)) {
                throw new IOException("not the shard that was agreed on");
            }
            writeTree(name, tree.chunks());
            Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static ShardTree copy(InputStream in, Path part, long bytes) throws IOException {
        ShardTree tree = new ShardTree();
        byte[] chunk = new byte[ShardTree.CHUNK_BYTES];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), ShardTree.CHUNK_BYTES)) {
            for (long left = bytes; left > 0; ) {
                int length = in.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
                if (length == 0 || length % ShardTree.LEAF_BYTES != 0) {
                    throw new IOException("the shard ends early");
                }
                tree.add(chunk, length);
                out.write(chunk, 0, length);
                left -= length;
            }
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return tree;
    }

    private void writeTree(Name name, List<Hash> chunks) throws IOException {
        Path part = Files.createTempFile(folder, "tree", ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
            for (Hash chunk : chunks) {
                out.write(chunk.toBytes());
            }
        }
        Files.move(part, folder.resolve(name.text() + TREE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A leaf and its path, from what is on the disk now. */
    Answer answer(Name name, long leaf) throws IOException {
        byte[] roots = Files.readAllBytes(folder.resolve(name.text() + TREE));
        List<Hash> chunks = new ArrayList<>();
        for (int at = 0; at + Hash.BYTES <= roots.length; at += Hash.BYTES) {
            chunks.add(Hash.of(Arrays.copyOfRange(roots, at, at + Hash.BYTES)));
        }
        try (RandomAccessFile file = new RandomAccessFile(file(name).toFile(), "r")) {
            long from = leaf / ShardTree.CHUNK_LEAVES * ShardTree.CHUNK_BYTES;
            int length = (int) Math.min(ShardTree.CHUNK_BYTES, file.length() - from);
            byte[] chunk = new byte[Math.max(0, length)];
            file.seek(from);
            file.readFully(chunk);
            int at = (int) (leaf % ShardTree.CHUNK_LEAVES) * ShardTree.LEAF_BYTES;
            if (at + ShardTree.LEAF_BYTES > chunk.length) {
                throw new IOException(name.text() + " has no leaf " + leaf);
            }
            return Answer.newBuilder()
                    .setLeaf(ByteString.copyFrom(chunk, at, ShardTree.LEAF_BYTES))
                    .setPath(ByteString.copyFrom(ShardTree.path(chunks, leaf, chunk, chunk.length)))
                    .build();
        }
    }

    void delete(Name name) throws IOException {
        Files.deleteIfExists(file(name));
        Files.deleteIfExists(folder.resolve(name.text() + TREE));
    }

    /** All shards that are here; files of other names are left alone. */
    List<Name> list() throws IOException {
        List<Name> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String text = String.valueOf(file.getFileName());
                if (text.matches("[0-9a-f]{40}-[0-9]{1,2}\\.shard")) {
                    Bytes blob = Bytes.wrap(HexFormat.of().parseHex(text.substring(0, 40)));
                    names.add(new Name(blob, Integer.parseInt(text.substring(41, text.length() - SHARD.length()))));
                }
            }
        }
        return names;
    }
}
